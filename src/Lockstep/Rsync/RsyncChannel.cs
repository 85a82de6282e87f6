namespace Lockstep.Rsync;

/// <summary>What kind of message a line is: where it goes, and whether it makes the run a partial one.</summary>
public enum RsyncChannel
{
    /// <summary>Information: standard output and the log file.</summary>
    Info,

    /// <summary>A warning: standard error.</summary>
    Warning,

    /// <summary>An error: standard error.</summary>
    Error,

    /// <summary>
    /// A file could not be transferred: standard error; the run ends with <see cref="RsyncExit.Partial"/>.
    /// </summary>
    TransferError,

    /// <summary>Standard output only: progress, statistics and lists that no log file repeats.</summary>
    Client,

    /// <summary>The log file only.</summary>
    Log,
}
