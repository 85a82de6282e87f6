using Lockstep.Tree;

namespace Lockstep.Files.State;

/// <summary>
/// Edits of many runs, applied at once: a snapshot's directories are rebuilt twice, however many runs there were.
/// An edit that is no directory empties what was below its path; so first everything that was ever emptied is removed, and then what
/// stands at last is put there.
/// </summary>
internal sealed class EditLog
{
    private readonly List<(EntryEdit Edit, int Sequence)> _edits = [];

    /// <summary>Adds the edits of the next run.</summary>
    public void Add(List<EntryEdit> edits)
    {
        foreach (EntryEdit edit in edits)
        {
            _edits.Add((edit, _edits.Count));
        }
    }

    /// <summary>The snapshot after all runs.</summary>
    public Snapshot Apply(Snapshot snapshot)
    {
        _edits.Sort((left, right) => left.Edit.Path.CompareTo(right.Edit.Path) is var order and not 0 ? order : left.Sequence - right.Sequence);
        var removals = new List<EntryEdit>();
        var additions = new List<EntryEdit>();
        var emptied = new Stack<(RelativePath Path, int Sequence)>();
        for (int i = 0; i < _edits.Count; i++)
        {
            (EntryEdit edit, int sequence) = _edits[i];
            while (emptied.TryPeek(out (RelativePath Path, int Sequence) above) && edit.Path != above.Path && !edit.Path.IsBelow(above.Path))
            {
                emptied.Pop();
            }

            if (!edit.Entry.IsDirectory)
            {
                Remember(emptied, edit.Path, sequence);
                Remove(removals, edit.Path);
            }

            bool isLast = i + 1 == _edits.Count || _edits[i + 1].Edit.Path != edit.Path;
            if (isLast && edit.Entry.Exists && !IsEmptiedLater(emptied, edit.Path, sequence))
            {
                additions.Add(edit);
            }
        }

        return snapshot.With(removals).With(additions);
    }

    private static void Remember(Stack<(RelativePath Path, int Sequence)> emptied, RelativePath path, int sequence)
    {
        if (emptied.TryPeek(out (RelativePath Path, int Sequence) above) && above.Path == path)
        {
            emptied.Pop();
        }

        emptied.Push((path, sequence));
    }

    private static void Remove(List<EntryEdit> removals, RelativePath path)
    {
        bool isCovered = removals.Count > 0 && (removals[^1].Path == path || path.IsBelow(removals[^1].Path));
        if (!isCovered)
        {
            removals.Add(new EntryEdit(path, Entry.Absent));
        }
    }

    private static bool IsEmptiedLater(Stack<(RelativePath Path, int Sequence)> emptied, RelativePath path, int sequence)
    {
        foreach ((RelativePath above, int emptiedAt) in emptied)
        {
            if (above != path && emptiedAt > sequence)
            {
                return true;
            }
        }

        return false;
    }
}
