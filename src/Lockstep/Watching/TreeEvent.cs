using Lockstep.Tree;

namespace Lockstep.Watching;

/// <summary>What a watcher saw happen to one path of the tree.</summary>
/// <param name="Kind">What.</param>
/// <param name="Path">To which path; of a move, the new one.</param>
/// <param name="Source">Of a move, the old path; else the root.</param>
public readonly record struct TreeEvent(TreeEventKind Kind, RelativePath Path, RelativePath Source = default);

/// <summary>What may happen to a path.</summary>
public enum TreeEventKind
{
    /// <summary>A file was made and is open for writing.</summary>
    Created,

    /// <summary>A file was written to and is still open.</summary>
    Modified,

    /// <summary>A file that was open for writing was closed.</summary>
    Written,

    /// <summary>Something stands here, complete, that was not seen coming: a link, or what was moved in from where nobody looks.</summary>
    Appeared,

    /// <summary>A directory stands here that was not seen coming, with whatever is in it.</summary>
    DirectoryAppeared,

    /// <summary>It was moved here from <see cref="TreeEvent.Source"/>.</summary>
    Moved,

    /// <summary>It was moved here from <see cref="TreeEvent.Source"/>, and is a directory.</summary>
    DirectoryMoved,

    /// <summary>It was removed, or moved to where nobody looks.</summary>
    Removed,

    /// <summary>Permissions or times were set.</summary>
    MetadataSet,

    /// <summary>Anything may have happened at and below this path: events were lost, or there is no watch.</summary>
    Lost,

    /// <summary>A file that says which paths are sent was changed: it counts for its directory and all below.</summary>
    RulesChanged,

    /// <summary>The project's settings were changed.</summary>
    SettingsChanged,

    /// <summary>git has locked its index: what happens from here on belongs together. The path does not count.</summary>
    RepositoryLocked,

    /// <summary>git is done.</summary>
    RepositoryUnlocked,
}
