using Lockstep.Tree;

namespace Lockstep.Sessions.Undoing;

/// <summary>How far back a target is put, and what of it. Without a run and a time: before the last run.</summary>
public sealed record UndoRequest
{
    /// <summary>Back to before this run; null where it is not said.</summary>
    public long? Run { get; init; }

    /// <summary>Back to how it was at this time; null where it is not said.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Asks the user whether somebody else's work is undone, given what it is; null where nobody can be asked.</summary>
    public Func<string, CancellationToken, Task<bool>>? Ask { get; init; }

    /// <summary>These paths and all below them; none for everything.</summary>
    public IReadOnlyList<RelativePath> Paths { get; init; } = [];
}
