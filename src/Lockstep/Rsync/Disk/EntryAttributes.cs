using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Disk;

/// <summary>Which attributes an entry of the destination shall have, in what it differs from them, and how it gets them.</summary>
internal sealed class EntryAttributes(RsyncOptions options, OwnIdentity self)
{
    private const int ExecuteBits = 0x49;
    private const int ReadBits = 0x124;
    private const int SetIdBits = 0xc00;
    private const int PlainBits = 0x1ff;

    private RsyncPreserveOptions Preserve => options.Preserve;

    /// <summary>An entry that has what a status tells.</summary>
    public static FileEntry EntryOf(byte[] name, in EntryStatus status) => new()
    {
        Name = name,
        Mode = status.Mode,
        Size = status.Size,
        Modified = status.Modified,
        ModifiedFraction = status.ModifiedFraction,
        UserId = status.UserId,
        GroupId = status.GroupId,
        DeviceMajor = status.NodeMajor,
        DeviceMinor = status.NodeMinor,
    };

    /// <summary>The permission bits that an entry shall have.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="existing">What stands there; null for a new one.</param>
    public int ModeOf(FileEntry entry, EntryStatus? existing)
    {
        int wanted = entry.Mode & EntryMode.PermissionMask;
        if (Preserve.Perms)
        {
            return wanted;
        }

        if (existing is not { } status)
        {
            return wanted & PlainBits & ~self.CreationMask;
        }

        int mode = status.Mode & EntryMode.PermissionMask;
        if (!Preserve.Executability || !entry.IsRegular)
        {
            return mode;
        }

        return (wanted & ExecuteBits) == 0 ? mode & ~ExecuteBits
            : (mode & ExecuteBits) == 0 ? mode | ((mode & ReadBits) >> 2) : mode;
    }

    /// <summary>In what an existing entry of the right type differs.</summary>
    public ItemFlags Difference(FileEntry entry, in EntryStatus status)
    {
        ItemFlags flags = ItemFlags.None;
        flags |= KeepsTime(entry) && !IsSameTime(entry, status) ? ItemFlags.Time : 0;
        flags |= !entry.IsSymlink && ModeOf(entry, status) != (status.Mode & EntryMode.PermissionMask) ? ItemFlags.Permissions : 0;
        flags |= HasOtherAccess(entry, status) ? ItemFlags.AccessTime : 0;
        flags |= WantsOwner(entry, status) ? ItemFlags.Owner : 0;
        return flags | (WantsGroup(entry, status) ? ItemFlags.Group : 0);
    }

    /// <summary>Whether a modification time is preserved for this kind of entry.</summary>
    public bool KeepsTime(FileEntry entry) =>
        Preserve.Times && !(entry.IsDirectory && Preserve.OmitDirTimes) && !(entry.IsSymlink && Preserve.OmitLinkTimes);

    /// <summary>Whether a file counts as modified at the same moment.</summary>
    public bool IsSameTime(FileEntry entry, in EntryStatus status)
    {
        int window = options.Update.ModifyWindow;
        long distance = Math.Abs(entry.Modified - status.Modified);
        return window < 0
            ? distance == 0 && entry.ModifiedFraction == status.ModifiedFraction
            : distance <= window;
    }

    /// <summary>Gives an entry its owner, then its mode, then its times.</summary>
    /// <param name="parent">Where it stands.</param>
    /// <param name="leaf">Its name there.</param>
    /// <param name="entry">What it shall be.</param>
    /// <param name="status">What it is now.</param>
    /// <param name="mode">The permission bits that it shall have.</param>
    public void Apply(DirectoryHandle parent, ReadOnlySpan<byte> leaf, FileEntry entry, in EntryStatus status, int mode)
    {
        bool isGiven = Give(entry, status, parent, leaf);
        if (!entry.IsSymlink && (mode != (status.Mode & EntryMode.PermissionMask) || (isGiven && (mode & SetIdBits) != 0)))
        {
            parent.SetMode(leaf, (ushort)mode);
        }

        bool setsTime = KeepsTime(entry) && !HasTime(entry, status);
        bool setsAccess = HasOtherAccess(entry, status);
        if (setsTime || setsAccess)
        {
            TimeSpec? accessed = setsAccess ? new TimeSpec(entry.Accessed, 0) : null;
            parent.SetTimes(leaf, accessed, setsTime ? new TimeSpec(entry.Modified, entry.ModifiedFraction) : TimeSpec.Unchanged);
        }
    }

    private bool HasOtherAccess(FileEntry entry, in EntryStatus status) =>
        Preserve.Atimes > 0 && !entry.IsDirectory && !entry.IsSymlink && entry.Accessed != status.Accessed;

    private static bool HasTime(FileEntry entry, in EntryStatus status) =>
        entry.Modified == status.Modified && entry.ModifiedFraction == status.ModifiedFraction;

    private bool Give(FileEntry entry, in EntryStatus status, DirectoryHandle parent, ReadOnlySpan<byte> leaf)
    {
        int user = WantsOwner(entry, status) ? entry.UserId : -1;
        int group = WantsGroup(entry, status) ? entry.GroupId : -1;
        if (user == -1 && group == -1)
        {
            return false;
        }

        Errno error = parent.TryChangeOwner(leaf, user, group);
        return error == Errno.None ? true : throw new FileSystemException(error, "chown", leaf);
    }

    private bool WantsOwner(FileEntry entry, in EntryStatus status) =>
        Preserve.Owner && self.IsRoot && Preserve.Super != false && entry.UserId != status.UserId;

    private bool WantsGroup(FileEntry entry, in EntryStatus status) =>
        Preserve.Group && entry.GroupId != status.GroupId && self.MayGiveTo(entry.GroupId);
}
