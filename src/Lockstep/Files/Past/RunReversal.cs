using Lockstep.Files.State;
using Lockstep.Tree;

namespace Lockstep.Files.Past;

/// <summary>
/// Takes runs back on paper, the newest first: what each found at the paths it changed, and where the contents of that are. A content that a run
/// renamed is where the path it got leads to after that run, which the runs taken back before have told.
/// </summary>
internal sealed class RunReversal
{
    private readonly Dictionary<RelativePath, PastItem> _items = [];
    private readonly List<(RelativePath Path, PastItem Item)> _taken = [];

    /// <summary>What stood at the paths that were changed, before the run that was taken back last.</summary>
    public IReadOnlyDictionary<RelativePath, PastItem> Items => _items;

    /// <summary>Takes a run back.</summary>
    /// <param name="record">The run, with its outcome.</param>
    public void TakeBack(RunRecord record)
    {
        var fate = new RunFate(record);
        for (int i = 0; i < record.Changes.Count; i++)
        {
            if (!fate.IsUndone(i))
            {
                Take(record, i, fate);
            }
        }

        // Only now: what a run renamed is looked up as it was after it.
        foreach ((RelativePath path, PastItem item) in _taken)
        {
            _items[path] = item;
        }

        _taken.Clear();
    }

    private void Take(RunRecord record, int index, RunFate fate)
    {
        RunChange change = record.Changes[index];
        Entry left = fate.IsKept(index) ? change.Change.Before : change.Change.After;
        left = _items.TryGetValue(change.Path, out PastItem later) ? later.Left : left;
        _taken.Add((change.Path, new PastItem(change.Change.Before, change.WasManaged, left, PlaceOf(record, index, fate))));
    }

    private ContentPlace PlaceOf(RunRecord record, int index, RunFate fate)
    {
        RunChange change = record.Changes[index];
        if (change.KeepsBefore)
        {
            return new ContentPlace(PlaceKind.Slot, record.Run, index);
        }

        if (!change.Change.Before.HasContent)
        {
            return default;
        }

        if (fate.StrandedFrom(change.Path) is { } stranded)
        {
            return new ContentPlace(PlaceKind.Stranded, record.Run, stranded);
        }

        RelativePath path = change.Role == RunChangeRole.Moved ? fate.RenamedFrom(change.Path) : change.Path;
        return _items.TryGetValue(path, out PastItem after) ? after.Place : ContentPlace.InRoot(path);
    }
}

/// <summary>What is known of a path of the past.</summary>
/// <param name="Before">What stood there.</param>
/// <param name="WasManaged">Whether that was as the baseline said.</param>
/// <param name="Left">What the last run that did something there left.</param>
/// <param name="Place">Where its content is.</param>
internal readonly record struct PastItem(Entry Before, bool WasManaged, Entry Left, ContentPlace Place);
