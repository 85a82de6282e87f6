namespace Lockstep.Rsync.Options;

/// <summary>A batch file of the command line.</summary>
/// <param name="Kind">What is done with it.</param>
/// <param name="Path">Its path; <c>-</c> is standard input.</param>
public sealed record RsyncBatch(RsyncBatchKind Kind, string Path);

/// <summary>What is done with a batch file.</summary>
public enum RsyncBatchKind
{
    /// <summary><c>--write-batch</c>.</summary>
    Write,

    /// <summary><c>--only-write-batch</c>.</summary>
    OnlyWrite,

    /// <summary><c>--read-batch</c>.</summary>
    Read,
}
