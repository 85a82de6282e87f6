using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.State;

/// <summary>
/// A run as it stands in the journal while it is committed, and in the history afterwards: everything that is needed to finish it after a
/// crash, and to undo it exactly.
/// </summary>
/// <param name="Run">Its number.</param>
/// <param name="Owner">Who ran it, as <c>user@host</c>.</param>
/// <param name="Started">When it was committed.</param>
/// <param name="Changes">What it does, in path order; each by its index here names its slot in the history.</param>
/// <param name="Directories">Directories to be put in order at the end, in path order.</param>
/// <param name="Bookkeeping">Edits of the baseline alone, in path order.</param>
public sealed record RunRecord(
    long Run,
    string Owner,
    DateTimeOffset Started,
    IReadOnlyList<RunChange> Changes,
    IReadOnlyList<DirectoryRepair> Directories,
    IReadOnlyList<EntryEdit> Bookkeeping)
{
    /// <summary>What made it.</summary>
    public RunOrigin Origin { get; init; }

    /// <summary>From which project and commit it came; null for a pull, and for a run of a version that did not tell.</summary>
    public RunSource? Source { get; init; }

    /// <summary>How its deploy command ended; null when none ran, or has not yet.</summary>
    public DeployOutcome? Deploy { get; init; }

    /// <summary>Whether the sources of all renames have been taken into the stage.</summary>
    public bool IsGathered { get; init; }

    /// <summary>Whether it changes one entry, apart from modes and times of directories.</summary>
    public bool IsSingleStep
    {
        get
        {
            int steps = 0;
            for (int i = 0; i < Changes.Count && steps <= 1; i++)
            {
                Change change = Changes[i].Change;
                steps += change.After.IsDirectory && change.Kind == ChangeKind.Mode ? 0 : 1;
            }

            return steps <= 1;
        }
    }

    /// <summary>What became of the changes; null while they are under way.</summary>
    public RunOutcome? Outcome { get; init; }
}
