using Lockstep.Rsync.FileList;

namespace Lockstep.Rsync.Roles;

/// <summary>What a receiver tells its generator.</summary>
internal abstract record Notice
{
    /// <summary>A list came.</summary>
    public sealed record ListCame(FileSegment Segment) : Notice;

    /// <summary>No more lists come.</summary>
    public sealed record ListsEnded : Notice;

    /// <summary>A content has arrived, or will not.</summary>
    public sealed record Finished(int Index, FileOutcome Outcome) : Notice;

    /// <summary>The sender has answered all of a phase.</summary>
    public sealed record PhaseEnded : Notice;

    /// <summary>The sender has said goodbye.</summary>
    public sealed record Over : Notice;

    /// <summary>The receiver cannot go on.</summary>
    public sealed record Failed(Exception Why) : Notice;
}
