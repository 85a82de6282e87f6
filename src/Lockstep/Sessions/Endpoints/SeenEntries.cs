using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Endpoints;

/// <summary>
/// Where the target is known to differ from its baseline: what drift check and probes saw, less what runs since have put right. Costs what was seen, not the tree.
/// </summary>
internal sealed class SeenEntries
{
    private EntryEdit[] _edits = [];

    /// <summary>In path order, each path once.</summary>
    public IReadOnlyList<EntryEdit> Edits => _edits;

    /// <summary>Adds what was seen at paths that nothing was known of.</summary>
    public void Add(IReadOnlyList<EntryEdit> edits)
    {
        _edits = [.. _edits, .. edits];
        Array.Sort(_edits, (left, right) => left.Path.CompareTo(right.Path));
    }

    /// <summary>
    /// Forgets what a run did away with: at its paths the baseline tells what stands there now. Below a directory that it gave up nothing is known any longer.
    /// </summary>
    public void Forget(RunRequest run, CommitReport report)
    {
        if (_edits.Length == 0)
        {
            return;
        }

        HashSet<RelativePath> failed = [.. report.Problems.ConvertAll(problem => problem.Path)];
        var done = new HashSet<RelativePath>();
        var givenUp = new HashSet<RelativePath>();
        foreach (EntryEdit edit in run.Bookkeeping)
        {
            done.Add(edit.Path);
            if (!edit.Entry.IsDirectory)
            {
                givenUp.Add(edit.Path);
            }
        }

        foreach (Change change in run.Changes)
        {
            if (failed.Contains(change.Path))
            {
                continue;
            }

            done.Add(change.Path);
            if (change.Kind == ChangeKind.Rename)
            {
                done.Add(change.Source);
            }

            if (!change.After.IsDirectory)
            {
                givenUp.Add(change.Path);
            }
        }

        _edits = Array.FindAll(_edits, edit => !done.Contains(edit.Path) && !IsBelow(givenUp, edit.Path));
    }

    private static bool IsBelow(HashSet<RelativePath> directories, RelativePath path)
    {
        for (RelativePath above = path; !above.IsRoot;)
        {
            above = above.Parent;
            if (directories.Contains(above))
            {
                return true;
            }
        }

        return false;
    }
}
