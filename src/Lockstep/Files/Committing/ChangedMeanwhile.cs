using Lockstep.Files.Hashing;
using Lockstep.Files.State;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Committing;

/// <summary>
/// What somebody changed between an interrupted run's last look and the contact that finished it, and the run replaced or deleted. It is in the run's
/// history, as all that a run replaces is; but nobody had agreed to that, so it is named, and the record tells the truth about it.
/// </summary>
internal sealed class ChangedMeanwhile : IDisposable
{
    private const int MostNamed = 5;

    private readonly ContentHasher _hasher = new();
    private readonly RunRecord _record;
    private readonly RunOutcome _outcome;
    private readonly DirectoryHandle _slots;

    /// <param name="record">The run that was finished.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="slots">Its directory in the history; the caller's.</param>
    public ChangedMeanwhile(RunRecord record, RunOutcome outcome, DirectoryHandle slots) =>
        (_record, _outcome, _slots) = (record, outcome, slots);

    /// <summary>
    /// The record as it turned out: what stood there before was not managed, so that an undo gives it back for what it
    /// is. The same record where nothing was changed meanwhile.
    /// </summary>
    /// <param name="paths">What was changed, in path order.</param>
    public RunRecord Correct(out IReadOnlyList<RelativePath> paths)
    {
        var found = new List<RelativePath>();
        paths = found;
        var changes = new RunChange[_record.Changes.Count];
        HashSet<int> failed = [.. _outcome.Failed.Select(failure => failure.Index)];
        for (int i = 0; i < changes.Length; i++)
        {
            changes[i] = _record.Changes[i];
            if (!failed.Contains(i) && changes[i].KeepsBefore && TryFind(i, out RunChange actual))
            {
                changes[i] = actual;
                found.Add(actual.Path);
            }
        }

        return found.Count == 0 ? _record : _record with { Changes = changes };
    }

    /// <summary>A sentence for the user.</summary>
    public static string Tell(RunRecord record, IReadOnlyList<RelativePath> paths)
    {
        string names = string.Join(", ", paths.Take(MostNamed).Select(path => $"'{path}'"));
        string more = paths.Count > MostNamed ? $" and {paths.Count - MostNamed} more" : "";
        string remedy = record.Origin.Kind == RunKind.Pull
            ? "It is kept: 'lockstep undo --local' brings it back"
            : $"It is kept: 'lockstep history {record.Run}' shows the run, 'lockstep undo --run {record.Run} PATH' puts it back";
        return $"run {record.Run} replaced what somebody had changed since it had looked there: {names}{more}. {remedy}";
    }

    /// <inheritdoc/>
    public void Dispose() => _hasher.Dispose();

    private bool TryFind(int index, out RunChange actual)
    {
        RunChange change = actual = _record.Changes[index];
        byte[] slot = RunHistory.SlotName(index);
        Entry before = change.Change.Before;
        if (before.IsDirectory || !_slots.TryStat(slot, out FileStatus status) || IsAsSeen(change, status))
        {
            return false;
        }

        ContentHash content = _hasher.TryHash(_slots, slot, out _, out ContentHash hash, out _) ? hash : ContentHash.Unknown;
        actual = change with
        {
            Change = change.Change with { Before = status.ToEntry() with { Content = content } },
            Stamp = status.Stamp,
            WasManaged = false,
        };
        return status.Type != before.Type || content != before.Content || !content.IsKnown;
    }

    /// <summary>The change time does not count: the second name that an entry gets in the history sets it.</summary>
    private static bool IsAsSeen(in RunChange change, in FileStatus status)
    {
        Entry before = change.Change.Before, now = status.ToEntry();
        return status.Inode == change.Stamp.Inode
            && now.Type == before.Type
            && now.Size == before.Size
            && now.ModifiedNs == before.ModifiedNs;
    }
}
