using Lockstep.Native.Disk;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;

namespace Lockstep.Rsync.Roles;

/// <summary>
/// Makes entries that are one file at the source one file here: of those in a list the last is brought up to date, and the others become links of it when it is in
/// place.
/// </summary>
internal sealed class HardLinks(ReceiverState state, IndexCodec indices, TargetTree target)
{
    private readonly Dictionary<HardLinkGroup, Group> _groups = [];
    private readonly HashSet<FileEntry> _lasts = [];

    /// <summary>Looks at an entry in the ordinary way; true when its content is asked for.</summary>
    public required Func<int, FileEntry, bool> LookAt { get; init; }

    /// <summary>Takes the index of an entry that had to wait and is done.</summary>
    public Action<int> OnSettled { get; set; } = _ => { };

    /// <summary>Prepares for the entries of a list.</summary>
    public void Start(FileSegment segment)
    {
        if (!state.Session.Options.Preserve.HardLinks)
        {
            return;
        }

        Dictionary<HardLinkGroup, FileEntry> lasts = [];
        foreach (FileEntry entry in segment.Entries)
        {
            if (entry is { IsCleared: false, HardLink: { } link })
            {
                lasts[link] = entry;
            }
        }

        _lasts.UnionWith(lasts.Values);
    }

    /// <summary>Looks at a member; true when it is not done yet.</summary>
    public bool LookAtMember(int index, FileEntry entry)
    {
        Group group = GroupOf(entry);
        if (group.Placed is { } placed)
        {
            Link(index, entry, placed);
            return false;
        }

        if (group.InProgress is not null || !_lasts.Contains(entry))
        {
            group.Waiting.Add((index, entry));
            return true;
        }

        return Try(group, index, entry);
    }

    /// <summary>Goes on when the content of a member has come, or will not.</summary>
    public void AfterContent(FileEntry entry, FileOutcome outcome)
    {
        Group group = GroupOf(entry);
        group.InProgress = null;
        if (outcome == FileOutcome.Placed)
        {
            Place(group, entry);
            return;
        }

        if (group.Waiting.Count > 0)
        {
            (int index, FileEntry next) = group.Waiting[^1];
            group.Waiting.RemoveAt(group.Waiting.Count - 1);
            if (!Try(group, index, next))
            {
                OnSettled(index);
            }
        }
    }

    private bool Try(Group group, int index, FileEntry entry)
    {
        if (LookAt(index, entry))
        {
            group.InProgress = entry;
            return true;
        }

        Place(group, entry);
        return false;
    }

    private void Place(Group group, FileEntry entry)
    {
        group.Placed = entry;
        foreach ((int index, FileEntry member) in group.Waiting)
        {
            Link(index, member, entry);
            OnSettled(index);
        }

        group.Waiting.Clear();
    }

    private void Link(int index, FileEntry entry, FileEntry placed)
    {
        try
        {
            bool isThere = target.TryStat(entry.Name, out EntryStatus status);
            bool isPlaced = target.TryStat(placed.Name, out EntryStatus source);
            if (isThere && isPlaced && (status.Device, status.Inode) == (source.Device, source.Inode))
            {
                return;
            }

            if (isPlaced && !state.Session.Options.DryRun)
            {
                using TargetTree from = target.Another();
                target.Link(from, placed.Name, entry.Name, replaces: isThere);
            }

            ItemFlags flags = ItemFlags.LocalChange | ItemFlags.ExtraName;
            flags |= isThere ? state.Attributes.Difference(entry, status) : ItemFlags.IsNew;
            if (state.Session.Dialect.HasItems)
            {
                new ItemRequest(index, flags, ExtraName: placed.Name).Write(state.Session.Writer, indices);
            }
        }
        catch (FileSystemException e)
        {
            state.Fail($"rsync: [generator] link \"{ByteWord.Of(entry.Name)}\" => {ByteWord.Of(placed.Name)} failed: {ErrorWords.Of(e.Error)}");
        }
    }

    private Group GroupOf(FileEntry entry)
    {
        if (!_groups.TryGetValue(entry.HardLink!, out Group? group))
        {
            _groups[entry.HardLink!] = group = new Group();
        }

        return group;
    }

    private sealed class Group
    {
        public FileEntry? Placed { get; set; }

        public FileEntry? InProgress { get; set; }

        public List<(int Index, FileEntry Entry)> Waiting { get; } = [];
    }
}
