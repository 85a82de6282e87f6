using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Roles;

/// <summary>Makes and corrects what has no content: directories, symbolic links, devices, pipes and sockets.</summary>
internal sealed class NodeMaker(ReceiverState state, TargetTree target, Deleter deleter, Backups backups, BasisFiles files)
{
    private const int OwnersBits = 0x1c0;

    private bool IsDryRun => state.Session.Options.DryRun;

    /// <summary>Brings an entry up to date; tells what differed, or null where that could not be.</summary>
    public ItemFlags? Update(FileEntry entry, EntryStatus? existing)
    {
        if (existing is { } other && (other.Mode & EntryMode.TypeMask) != entry.Type)
        {
            if (!Remove(entry, other))
            {
                return null;
            }

            existing = null;
        }

        bool isNew = existing is null || (entry.IsRoot && target.IsMade);
        if (isNew && FindAlike(entry) is { } alike)
        {
            return UseAlike(entry, alike.Tree, alike.Status);
        }

        if (existing is not { } status)
        {
            Make(entry);
            return ItemFlags.IsNew | ItemFlags.LocalChange | (entry.IsDirectory ? 0 : ItemFlags.Change);
        }

        ItemFlags flags = state.Attributes.Difference(entry, status);
        if (!IsSameNode(target, entry, status))
        {
            Replace(entry, status);
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

        if (entry.IsDirectory && target.OpenApart(entry) is { } directory)
        {
            ApplyTo(directory, entry, status);
            return;
        }

        DirectoryHandle parent = target.ParentOf(entry.Name);
        int mode = state.Attributes.ModeOf(entry, status);
        state.Attributes.Apply(parent, target.LeafOf(entry.Name), entry, status, entry.IsDirectory ? mode | WritableFor(mode) : mode);
    }

    /// <summary>Removes what is in the way of an entry; false, which was told then, where that cannot be.</summary>
    public bool Remove(FileEntry entry, in EntryStatus status)
    {
        if (deleter.MakeWay(entry.Name, status))
        {
            return true;
        }

        string kind = entry.IsRegular ? "regular file" : entry.IsDirectory ? "directory" : entry.IsSymlink ? "symlink"
            : entry.IsDevice ? "device file" : "special file";
        state.Fail($"could not make way for new {kind}: {ByteWord.Of(entry.Name)}");
        return false;
    }

    /// <summary>Deletes what stands for a source that does not exist.</summary>
    public void Delete(FileEntry entry, EntryStatus? existing)
    {
        if (existing is { } status)
        {
            deleter.DeleteMissing(entry.Name, status);
        }
    }

    /// <summary>Makes a file another name of one in another tree; false where that cannot be.</summary>
    public bool TryLinkFrom(TargetTree from, FileEntry entry, bool replaces)
    {
        if (IsDryRun)
        {
            return true;
        }

        try
        {
            target.Link(from, target.OnlyName ?? entry.Name, entry.Name, replaces);
            return true;
        }
        catch (FileSystemException e) when (e.Error is Errno.EXDEV or Errno.EMLINK or Errno.EPERM or Errno.EOPNOTSUPP)
        {
            return false;
        }
    }

    /// <summary>Copies a file of another tree.</summary>
    public void CopyFrom(TargetTree from, FileEntry entry)
    {
        if (IsDryRun)
        {
            return;
        }

        byte[] name = target.OnlyName ?? entry.Name;
        DirectoryHandle parent = target.ParentOf(entry.Name);
        byte[] temporary = TemporaryName.For(target.LeafOf(entry.Name));
        LocalCopy.Make(from.ParentOf(name), SourceRoots.LeafOf(name), parent, temporary);
        parent.StatEntry(temporary, out EntryStatus status);
        state.Attributes.Apply(parent, temporary, entry, status, state.Attributes.ModeOf(entry, existing: null));
        parent.Rename(temporary, parent, target.LeafOf(entry.Name));
    }

    /// <summary>An entry of the alternate trees that is of the same type, the one that is most alike.</summary>
    private (TargetTree Tree, EntryStatus Status)? FindAlike(FileEntry entry)
    {
        (TargetTree, EntryStatus)? found = null;
        bool isNode = false;
        foreach (TargetTree? tree in files.Alternates)
        {
            if (tree is null || !tree.TryStat(entry.Name, out EntryStatus status) || (status.Mode & EntryMode.TypeMask) != entry.Type)
            {
                continue;
            }

            bool isSame = IsSameNode(tree, entry, status);
            if (isSame && state.Attributes.Difference(entry, status) == ItemFlags.None)
            {
                return (tree, status);
            }

            if (found is null || (isSame && !isNode))
            {
                (found, isNode) = ((tree, status), isSame);
            }
        }

        return found;
    }

    private ItemFlags UseAlike(FileEntry entry, TargetTree tree, in EntryStatus status)
    {
        ItemFlags flags = state.Attributes.Difference(entry, status);
        flags |= IsSameNode(tree, entry, status) ? ItemFlags.None
            : ItemFlags.Change | (state.Attributes.KeepsTime(entry) ? ItemFlags.None : ItemFlags.Time);
        RsyncAlternate use = state.Session.Options.Update.Alternate;
        bool isSame = flags == ItemFlags.None && !entry.IsDirectory;
        if (isSame && use == RsyncAlternate.Compare)
        {
            return ItemFlags.None;
        }

        if (isSame && use == RsyncAlternate.Link && TryLinkFrom(tree, entry, replaces: false))
        {
            return ItemFlags.LocalChange | ItemFlags.ExtraName;
        }

        if (entry.IsRoot)
        {
            ApplyAttributes(entry, target.TryStat(entry, out EntryStatus made) ? made : status);
        }
        else
        {
            Make(entry);
        }

        return flags | ItemFlags.LocalChange;
    }

    private void ApplyTo(DirectoryHandle root, FileEntry entry, in EntryStatus status)
    {
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

    private static bool IsSameNode(TargetTree tree, FileEntry entry, in EntryStatus status)
    {
        if (entry.IsSymlink)
        {
            return tree.ParentOf(entry.Name).ReadLink(tree.LeafOf(entry.Name)).AsSpan().SequenceEqual(entry.LinkText);
        }

        return !entry.IsDevice || (entry.DeviceMajor, entry.DeviceMinor) == (status.NodeMajor, status.NodeMinor);
    }

    private void Make(FileEntry entry)
    {
        if (!IsDryRun)
        {
            if (state.Session.Options.Relative)
            {
                target.MakeParents(entry.Name);
            }

            MakeAt(entry, target.LeafOf(entry.Name));
        }
    }

    /// <summary>Puts a new one in place of an old one, so that there is always one.</summary>
    private void Replace(FileEntry entry, in EntryStatus status)
    {
        if (IsDryRun)
        {
            return;
        }

        if (backups.IsOn)
        {
            backups.Keep(entry.Name, status);
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
