using System.Collections.Frozen;
using Lockstep.Plan.Names;
using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>All that a plan is made from.</summary>
/// <param name="Project">What the project is; contents mostly unknown, no special files.</param>
/// <param name="Baseline">What was last put on the target.</param>
/// <param name="Differences">
/// What the target has that is not as the baseline says, in path order, each path once: managed entries that were changed or removed, and
/// what a probe found. All below a directory that is gone is gone, listed or not.
/// </param>
/// <param name="Options">What the user decided.</param>
public sealed record PlanInput(Snapshot Project, Snapshot Baseline, IReadOnlyList<Difference> Differences, PlanOptions Options)
{
    /// <summary>
    /// Whether the filter excludes a path (second argument: a directory's), by a rule for itself or for a directory above it, so that it is not
    /// deleted although the project does not have it.
    /// </summary>
    public Func<RelativePath, bool, bool> IsProtected { get; init; } = (_, _) => false;

    /// <summary>Whether an unmanaged entry of the target (second argument: a directory) goes with the directory that holds it.</summary>
    public Func<RelativePath, bool, bool> IsDisposable { get; init; } = (_, _) => false;

    /// <summary>Project paths that could not be read: nothing is deleted at or below them.</summary>
    public IReadOnlySet<RelativePath> Unreadable { get; init; } = FrozenSet<RelativePath>.Empty;

    /// <summary>
    /// What this project held when it and the target last agreed, path by path, with the stamps its files had: what the baseline has otherwise was changed by another client.
    /// Null where nobody else is to be told apart: the baseline counts as held.
    /// </summary>
    public Snapshot? Held { get; init; }

    /// <summary>Whether nothing is known of an earlier meeting of this project and the target: <see cref="Held"/> is null, and a modification time alone is no change.</summary>
    public bool IsFirstContact { get; init; }

    /// <summary>
    /// What stands on the target otherwise than <see cref="Baseline"/> says, or unmanaged, and is known all the same, as a past run left it so: it counts as
    /// what was last put there. In path order.
    /// </summary>
    public IReadOnlyList<EntryEdit> Known { get; init; } = [];

    /// <summary>
    /// Project paths that count as somebody else's when they stand on the target, since they did before what is undone, and what the baseline has there then:
    /// mostly nothing, so that they are not managed.
    /// </summary>
    public IReadOnlyDictionary<RelativePath, Entry> Released { get; init; } = FrozenDictionary<RelativePath, Entry>.Empty;

    /// <summary>
    /// Paths whose content is known to be another one on the target than in the project, even where a hash says that it
    /// is the same.
    /// </summary>
    public IReadOnlySet<RelativePath> Replaced { get; init; } = FrozenSet<RelativePath>.Empty;

    /// <summary>Which names the target takes for one.</summary>
    public NameFolding FoldsNames { get; init; }

    /// <summary>Which way it goes.</summary>
    public PlanDirection Direction { get; init; }

    /// <summary>
    /// Which paths are compared; all others count as they are in the baseline, and nothing is looked for below or beside them.
    /// </summary>
    public PathScope Scope { get; init; } = PathScope.Everything;

    /// <summary>Whether <see cref="Differences"/> has what a probe found, so that no other one is asked for.</summary>
    public bool IsProbed { get; init; }

    /// <summary>
    /// Whether nothing is probed but paths this project held and the baseline lacks: another client deleted what was there, or a rule here protected it for a while.
    /// </summary>
    public bool ProbesOnlyHeld { get; init; }

    /// <summary>
    /// Whether equal size and modification time mean equal content: where the compared project is no directory that was scanned with stamps.
    /// </summary>
    internal bool TrustsTimes => Direction == PlanDirection.Pull || Options.Restores;
}
