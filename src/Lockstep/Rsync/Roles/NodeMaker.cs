using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;

namespace Lockstep.Rsync.Roles;

/// <summary>Makes and corrects what has no content: directories, symbolic links, devices, pipes and sockets.</summary>
internal sealed class NodeMaker(ReceiverState state, TargetTree target, Deleter deleter)
{
    private const int OwnersBits = 0x1c0;

    private bool IsDryRun => state.Session.Options.DryRun;

    /// <summary>Brings an entry up to date; tells what differed.</summary>
    public ItemFlags Update(FileEntry entry, EntryStatus? existing)
    {
        if (existing is { } other && (other.Mode & EntryMode.TypeMask) != entry.Type)
        {
            Remove(entry, other);
            existing = null;
        }

        if (existing is not { } status)
        {
            Make(entry);
            return ItemFlags.IsNew | ItemFlags.LocalChange | (entry.IsDirectory ? 0 : ItemFlags.Change);
        }

        ItemFlags flags = state.Attributes.Difference(entry, status);
        if (!IsSameNode(entry, status))
        {
            Replace(entry);
            flags |= state.Attributes.KeepsTime(entry) ? 0 : ItemFlags.Time;
            return flags | ItemFlags.LocalChange | ItemFlags.Change;
        }

        ApplyAttributes(entry, status);
        return flags;
    }

    /// <summary>Gives an entry that is there the attributes it shall have.</summary>
    public void ApplyAttributes(FileEntry entry, in EntryStatus status)
    {
        if (IsDryRun)
        {
            return;
        }

        if (entry.IsRoot)
        {
            ApplyToRoot(entry, status);
            return;
        }

        DirectoryHandle parent = target.ParentOf(entry.Name);
        int mode = state.Attributes.ModeOf(entry, status);
        state.Attributes.Apply(parent, target.LeafOf(entry.Name), entry, status, entry.IsDirectory ? mode | WritableFor(mode) : mode);
    }

    /// <summary>Removes what is in the way of an entry.</summary>
    public void Remove(FileEntry entry, in EntryStatus status)
    {
        if (!IsDryRun)
        {
            deleter.MakeWay(entry.Name, status);
        }
    }

    private void ApplyToRoot(FileEntry entry, in EntryStatus status)
    {
        DirectoryHandle root = target.Directory(entry.Name);
        int mode = state.Attributes.ModeOf(entry, status);
        ItemFlags differences = state.Attributes.Difference(entry, status);
        int user = differences.HasFlag(ItemFlags.Owner) ? entry.UserId : -1;
        int group = differences.HasFlag(ItemFlags.Group) ? entry.GroupId : -1;
        if (user != -1 || group != -1)
        {
            Errno error = root.TryChangeOwnOwner(user, group);
            if (error != Errno.None)
            {
                throw new FileSystemException(error, "chown", entry.Name);
            }
        }

        if (mode != (status.Mode & EntryMode.PermissionMask))
        {
            root.SetOwnPermissions(mode | WritableFor(mode));
        }
    }

    /// <summary>The bits that a directory needs while it is filled by another user than root.</summary>
    private static int WritableFor(int mode) => EffectiveUser.Id == 0 ? 0 : OwnersBits & ~mode;

    private bool IsSameNode(FileEntry entry, in EntryStatus status)
    {
        if (entry.IsSymlink)
        {
            return target.ParentOf(entry.Name).ReadLink(target.LeafOf(entry.Name)).AsSpan().SequenceEqual(entry.LinkText);
        }

        return !entry.IsDevice || (entry.DeviceMajor, entry.DeviceMinor) == (status.NodeMajor, status.NodeMinor);
    }

    private void Make(FileEntry entry)
    {
        if (!IsDryRun)
        {
            MakeAt(entry, target.LeafOf(entry.Name));
        }
    }

    /// <summary>Puts a new one in place of an old one, so that there is always one.</summary>
    private void Replace(FileEntry entry)
    {
        if (IsDryRun)
        {
            return;
        }

        byte[] temporary = TemporaryName.For(target.LeafOf(entry.Name));
        MakeAt(entry, temporary);
        DirectoryHandle parent = target.ParentOf(entry.Name);
        parent.Rename(temporary, parent, target.LeafOf(entry.Name));
    }

    private void MakeAt(FileEntry entry, ReadOnlySpan<byte> leaf)
    {
        DirectoryHandle parent = target.ParentOf(entry.Name);
        int mode = state.Attributes.ModeOf(entry, existing: null);
        if (entry.IsDirectory)
        {
            mode |= WritableFor(mode);
            parent.MakeDirectory(leaf, (ushort)(mode & ~0xc00));
        }
        else if (entry.IsSymlink)
        {
            parent.Symlink(entry.LinkText, leaf);
        }
        else
        {
            bool isDevice = entry.IsDevice;
            parent.MakeNode(leaf, entry.Type | 0x180, isDevice ? entry.DeviceMajor : 0, isDevice ? entry.DeviceMinor : 0);
        }

        Errno error = parent.StatEntry(leaf, out EntryStatus status);
        if (error == Errno.None)
        {
            state.Attributes.Apply(parent, leaf, entry, status, mode);
        }
    }
}
