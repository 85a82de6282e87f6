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

    // What the run under way will put right: the path seen, and the path of what the run does there. The run itself is too large to be kept.
    private List<(RelativePath Seen, RelativePath By)> _settled = [];

    /// <summary>In path order, each path once.</summary>
    public IReadOnlyList<EntryEdit> Edits => _edits;

    /// <summary>Adds what was seen at paths that nothing was known of.</summary>
    public void Add(IReadOnlyList<EntryEdit> edits)
    {
        _edits = [.. _edits, .. edits];
        Array.Sort(_edits, (left, right) => left.Path.CompareTo(right.Path));
    }

    /// <summary>All was looked at again: only what was seen then counts.</summary>
    public void Replace(IReadOnlyList<EntryEdit> edits)
    {
        (_edits, _settled) = ([], []);
        Add(edits);
    }

    /// <summary>Takes note of what a run does away with: at its paths the baseline tells what stands there then, and below a directory that it gives up nothing is known.</summary>
    public void Begin(RunRequest run)
    {
        _settled = [];
        if (_edits.Length == 0)
        {
            return;
        }

        var moved = new Dictionary<RelativePath, RelativePath>();
        foreach (Change change in run.Changes)
        {
            if (change.Kind == ChangeKind.Rename)
            {
                moved.Add(change.Source, change.Path);
            }
        }

        foreach (EntryEdit edit in _edits)
        {
            if (FindSettling(run, moved, edit.Path) is { } by)
            {
                _settled.Add((edit.Path, by));
            }
        }
    }

    /// <summary>Forgets what the run that was begun did away with, but for what it failed to do.</summary>
    public void Commit(CommitReport report)
    {
        if (_settled.Count == 0)
        {
            return;
        }

        HashSet<RelativePath> failed = [.. report.Problems.ConvertAll(problem => problem.Path)];
        HashSet<RelativePath> gone = [];
        foreach ((RelativePath seen, RelativePath by) in _settled)
        {
            if (!failed.Contains(by))
            {
                gone.Add(seen);
            }
        }

        _edits = Array.FindAll(_edits, edit => !gone.Contains(edit.Path));
        _settled = [];
    }

    private static RelativePath? FindSettling(RunRequest run, Dictionary<RelativePath, RelativePath> moved, RelativePath path)
    {
        if (moved.TryGetValue(path, out RelativePath destination))
        {
            return destination;
        }

        for (RelativePath at = path; ; at = at.Parent)
        {
            int change = IndexOf(run.Changes.Count, index => run.Changes[index].Path, at);
            int edit = IndexOf(run.Bookkeeping.Count, index => run.Bookkeeping[index].Path, at);
            bool isGivenUp = (change >= 0 && !run.Changes[change].After.IsDirectory) || (edit >= 0 && !run.Bookkeeping[edit].Entry.IsDirectory);
            if (isGivenUp || (at == path && (change >= 0 || edit >= 0)))
            {
                return at;
            }

            if (at.IsRoot)
            {
                return null;
            }
        }
    }

    /// <summary>Where a path is in a list in path order; negative when it is not.</summary>
    private static int IndexOf(int count, Func<int, RelativePath> pathAt, RelativePath path)
    {
        int low = 0, high = count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int comparison = pathAt(middle).CompareTo(path);
            if (comparison == 0)
            {
                return middle;
            }

            (low, high) = comparison < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }
}
