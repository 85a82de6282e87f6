using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.State;

/// <summary>One change of a run.</summary>
/// <param name="Change">What is done, with what stood there before.</param>
/// <param name="Stamp">Stamp of what stood there before.</param>
/// <param name="Role">What makes it other than planned changes.</param>
/// <param name="WasManaged">
/// Whether what stood there before was as the baseline said. If not, it was drift or somebody else's, and an undo gives it back as not managed.
/// </param>
/// <param name="IsPurged">Whether the content of what stood there before was removed from the history since, so that nobody can put it back.</param>
public readonly record struct RunChange(Change Change, FileStamp Stamp, RunChangeRole Role = RunChangeRole.Planned, bool WasManaged = true, bool IsPurged = false)
{
    /// <summary>Where.</summary>
    public RelativePath Path => Change.Path;

    /// <summary>
    /// Whether what stood there before is kept in the run's history, in the slot of the change's index. Directories are not: their
    /// metadata is all there is to them, but for disposable ones, which are kept with all that is in them.
    /// </summary>
    public bool KeepsBefore => Role switch
    {
        RunChangeRole.Disposable => true,
        RunChangeRole.Moved => false,
        _ => Change.Kind != ChangeKind.Mode && Change.Before.Exists && !Change.Before.IsDirectory,
    };
}

/// <summary>What makes a change other than planned ones.</summary>
public enum RunChangeRole : byte
{
    /// <summary>Nothing.</summary>
    Planned = 0,

    /// <summary>A deletion that was not planned: an entry that must not keep its directory from going.</summary>
    Disposable = 1,

    /// <summary>
    /// What stood at its path before is renamed to another path by the same run. Where nothing else is to stand there it is a deletion, planned
    /// or not, that does nothing but tell what was renamed.
    /// </summary>
    Moved = 2,

    /// <summary>
    /// A directory that stood there before, put there by somebody else. It may be his alone to change; what is put into it does not depend on that.
    /// </summary>
    Adopted = 3,
}

/// <summary>A directory whose mode and time are set after all else: it is new, changed, or what was done in it disturbed its time.</summary>
/// <param name="Path">Which.</param>
/// <param name="Mode">Permission bits afterwards.</param>
/// <param name="ModifiedNs">Modification time afterwards.</param>
/// <param name="IsLocked">Whether it has to be made writable for the time of the run.</param>
public readonly record struct DirectoryRepair(RelativePath Path, ushort Mode, long ModifiedNs, bool IsLocked);

/// <summary>What became of a run's changes: all are done but for those that are listed.</summary>
/// <param name="Failed">Changes that could not be done, by index, with causes.</param>
/// <param name="Kept">Directories that were to be deleted and stay, by index.</param>
/// <param name="Stranded">Renames that failed after their source was replaced, by index: what was to be renamed is in the slot of that name with <c>.moved</c>.</param>
/// <param name="KeptBytes">Size of what the run's history keeps.</param>
public sealed record RunOutcome(IReadOnlyList<FailedChange> Failed, IReadOnlyList<int> Kept, IReadOnlyList<int> Stranded, long KeptBytes);

/// <summary>A change that could not be done.</summary>
/// <param name="Index">Which.</param>
/// <param name="Cause">Why, safe to print.</param>
public readonly record struct FailedChange(int Index, string Cause);
