using System.Globalization;
using Lockstep.Files.Hashing;
using Lockstep.Files.State;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Past;

/// <summary>Reads from the history what stood in the root before a run.</summary>
internal sealed class PastReader : IDisposable
{
    private readonly RunHistory _history;
    private readonly RunReversal _reversal = new();
    private readonly PastContents _contents;
    private readonly ContentHasher _hasher = new();

    private PastReader(RunHistory history, RootedDirectory? root)
    {
        _history = history;
        _contents = new PastContents(history, root);
    }

    /// <summary>
    /// Reads the past, or throws a <see cref="SyncException"/> that says what the history does not tell: a run that is not kept, a manifest that was lost, a
    /// path that no run changed.
    /// </summary>
    /// <param name="history">The history.</param>
    /// <param name="root">The root; null where it does not exist.</param>
    /// <param name="run">The run before which.</param>
    /// <param name="paths">What is asked for: these paths and all below them; none for everything.</param>
    public static PastTree Read(RunHistory history, RootedDirectory? root, long run, IReadOnlyList<RelativePath> paths)
    {
        List<PastRun> runs = history.ReadRuns();
        if (!runs.Exists(past => past.Run == run))
        {
            throw new SyncException(ExitCode.Usage, string.Create(CultureInfo.InvariantCulture, $"run {run} is not in the target's history."));
        }

        using var reader = new PastReader(history, root);
        for (int i = runs.Count - 1; i >= 0 && runs[i].Run >= run; i--)
        {
            reader.TakeBack(runs[i].Run);
        }

        return reader.Select(run, paths);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _contents.Dispose();
        _hasher.Dispose();
    }

    private void TakeBack(long run) => _reversal.TakeBack(_history.Read(run) ?? throw new SyncException(ExitCode.SyncFailed, string.Create(
        CultureInfo.InvariantCulture,
        $"the record of run {run} in the target's history was lost, so that nothing from before it can be put back. 'lockstep undo --run {run + 1}' goes back as far as possible.")));

    private PastTree Select(long run, IReadOnlyList<RelativePath> paths)
    {
        var items = new List<(RelativePath Path, PastItem Item)>(_reversal.Items.Count);
        foreach ((RelativePath path, PastItem item) in _reversal.Items)
        {
            items.Add((path, item));
        }

        foreach ((RelativePath path, PastItem item) in items.FindAll(item => item.Item is { Place.Kind: PlaceKind.Slot, Before.IsDirectory: true }))
        {
            AddBelow(items, path, item);
        }

        items.Sort((left, right) => left.Path.CompareTo(right.Path));
        DropHomeless(items);
        if (paths.Count > 0)
        {
            ExpectTouched(items, run, paths);
            items.RemoveAll(item => !paths.Exists(path => IsAt(item.Path, path) || path.IsBelow(item.Path)));
        }

        return ToTree(items);
    }

    private PastTree ToTree(List<(RelativePath Path, PastItem Item)> items)
    {
        (var entries, var places) = (new PastEntry[items.Count], new ContentPlace[items.Count]);
        for (int i = 0; i < entries.Length; i++)
        {
            (RelativePath path, PastItem item) = items[i];
            (entries[i], places[i]) = (Describe(path, item), item.Place);
        }

        return new PastTree(entries, places);
    }

    /// <summary>What is in a directory that was taken away as a whole, since it was disposable: nobody looked into it then.</summary>
    private void AddBelow(List<(RelativePath Path, PastItem Item)> items, RelativePath path, PastItem item)
    {
        foreach ((RelativePath below, Entry entry) in _contents.ListBelow(item.Place))
        {
            var full = path.IsRoot ? below : RelativePath.Parse([.. path.Bytes, (byte)'/', .. below.Bytes]);
            if (!_reversal.Items.ContainsKey(full))
            {
                items.Add((full, new PastItem(entry, WasManaged: false, Entry.Absent, item.Place with { Path = below })));
            }
        }
    }

    /// <summary>What stood below something that was no directory then came there later, between two of the runs, and was not there before.</summary>
    private static void DropHomeless(List<(RelativePath Path, PastItem Item)> items)
    {
        var above = new Stack<(RelativePath Path, bool IsDirectory)>();
        for (int i = 0; i < items.Count; i++)
        {
            (RelativePath path, PastItem item) = items[i];
            while (above.TryPeek(out (RelativePath Path, bool IsDirectory) top) && !path.IsBelow(top.Path))
            {
                above.Pop();
            }

            bool isHomeless = above.TryPeek(out (RelativePath Path, bool IsDirectory) parent) && !parent.IsDirectory && !parent.Path.IsRoot;
            items[i] = isHomeless ? (path, item with { Before = Entry.Absent, Place = default }) : items[i];
            above.Push((path, items[i].Item.Before.IsDirectory));
        }
    }

    private static void ExpectTouched(List<(RelativePath Path, PastItem Item)> items, long run, IReadOnlyList<RelativePath> paths)
    {
        foreach (RelativePath path in paths)
        {
            if (!items.Exists(item => IsAt(item.Path, path)))
            {
                throw new SyncException(ExitCode.Usage, string.Create(
                    CultureInfo.InvariantCulture,
                    $"no run from {run} on changed '{path}' on the target, so there is nothing to put back. Go further back with --run N; 'lockstep history TARGET N' tells what a run changed."));
            }
        }
    }

    private static bool IsAt(RelativePath path, RelativePath asked) => path == asked || path.IsBelow(asked);

    private PastEntry Describe(RelativePath path, in PastItem item)
    {
        Entry before = item.Before;
        if (before.HasContent && !before.Content.IsKnown && _contents.TryHash(item.Place, _hasher, out ContentHash content))
        {
            before = before with { Content = content };
        }

        bool isElsewhere = item.Place.Kind is PlaceKind.Slot or PlaceKind.Stranded
            || (item.Place.Kind == PlaceKind.Root && item.Place.Path != path);
        return new PastEntry(path, before, item.WasManaged, item.Left) { IsReplaced = before.HasContent && isElsewhere };
    }
}
