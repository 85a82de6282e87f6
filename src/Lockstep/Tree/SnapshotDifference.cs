namespace Lockstep.Tree;

/// <summary>Finds where two snapshots differ, stamps included. Costs what they do not share.</summary>
internal sealed class SnapshotDifference
{
    private readonly HashSet<RelativePath> _unknown;
    private readonly List<ScopedPath> _found = [];

    private SnapshotDifference(IEnumerable<RelativePath> unknown) => _unknown = [.. unknown];

    /// <summary>The paths that differ, in no order. A name that only one has stands for all below it.</summary>
    /// <param name="before">The one.</param>
    /// <param name="after">The other.</param>
    /// <param name="unknown">Directories of which the other does not tell everything: nothing below them is a difference.</param>
    public static IReadOnlyList<ScopedPath> Find(Snapshot before, Snapshot after, params IEnumerable<RelativePath> unknown)
    {
        var difference = new SnapshotDifference(unknown);
        if (before.Root != after.Root || before.RootStamp != after.RootStamp)
        {
            difference._found.Add(new ScopedPath(RelativePath.Root, IsDeep: false));
        }

        difference.Compare(before.Entries, after.Entries, RelativePath.Root);
        return difference._found;
    }

    private void Compare(EntryList before, EntryList after, RelativePath directory)
    {
        if (ReferenceEquals(before, after) || _unknown.Contains(directory))
        {
            return;
        }

        int left = 0, right = 0;
        while (left < before.Count || right < after.Count)
        {
            int order = left == before.Count ? 1 : right == after.Count ? -1 : before.NameAt(left).SequenceCompareTo(after.NameAt(right));
            if (order == 0)
            {
                CompareAt(before, left++, after, right++, directory);
            }
            else
            {
                ReadOnlySpan<byte> name = order < 0 ? before.NameAt(left++) : after.NameAt(right++);
                _found.Add(new ScopedPath(directory.Append(name), IsDeep: true));
            }
        }
    }

    /// <summary>Compares what both have at a name.</summary>
    private void CompareAt(EntryList before, int left, EntryList after, int right, RelativePath directory)
    {
        (Entry earlier, Entry later) = (before[left], after[right]);
        bool differs = earlier != later || before.StampAt(left) != after.StampAt(right);
        if (!differs && ReferenceEquals(before.ChildrenAt(left), after.ChildrenAt(right)))
        {
            return;
        }

        RelativePath path = directory.Append(before.NameAt(left));
        if (differs)
        {
            _found.Add(new ScopedPath(path, IsDeep: earlier.IsDirectory != later.IsDirectory));
        }

        if (earlier.IsDirectory && later.IsDirectory)
        {
            Compare(before.ChildrenAt(left), after.ChildrenAt(right), path);
        }
    }
}
