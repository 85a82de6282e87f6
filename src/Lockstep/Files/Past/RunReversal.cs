using Lockstep.Files.State;
using Lockstep.Tree;

namespace Lockstep.Files.Past;

/// <summary>
/// Takes runs back on paper, the newest first: what each found at the paths it changed, and where the contents of that are. A content that a run
/// renamed is where the path it got leads to after that run, which the runs taken back before have told.
/// </summary>
internal sealed class RunReversal
{
    private Dictionary<RelativePath, PastItem> _items = [];

    /// <summary>What stood at the paths that were changed, before the run that was taken back last.</summary>
    public IReadOnlyDictionary<RelativePath, PastItem> Items => _items;

    /// <summary>Takes a run back.</summary>
    /// <param name="record">The run, with its outcome.</param>
    public void TakeBack(RunRecord record)
    {
        var fate = new RunFate(record);

        // Beside the others: what a run renamed is looked up as it was after it.
        var taken = new Dictionary<RelativePath, PastItem>(record.Changes.Count);
        for (int i = 0; i < record.Changes.Count; i++)
        {
            if (!fate.IsUndone(i))
            {
                taken[record.Changes[i].Path] = Take(record, i, fate);
            }
        }

        if (_items.Count == 0)
        {
            _items = taken;
            return;
        }

        foreach ((RelativePath path, PastItem item) in taken)
        {
            _items[path] = item;
        }
    }

    private PastItem Take(RunRecord record, int index, RunFate fate)
    {
        RunChange change = record.Changes[index];
        Entry left = fate.IsKept(index) ? change.Change.Before : change.Change.After;
        left = _items.TryGetValue(change.Path, out PastItem later) ? later.Left : left;
        return new PastItem(change.Change.Before, change.WasManaged, left, PlaceOf(record, index, fate));
    }

    private ContentPlace PlaceOf(RunRecord record, int index, RunFate fate)
    {
        RunChange change = record.Changes[index];
        if (change.IsPurged)
        {
            return new ContentPlace(PlaceKind.Purged);
        }

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
