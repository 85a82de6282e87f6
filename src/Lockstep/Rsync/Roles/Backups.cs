using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Roles;

/// <summary>Keeps what is replaced or deleted: under another name beside it, or in another tree. For one thread.</summary>
/// <param name="state">What both ends of the receiver share.</param>
/// <param name="target">The destination, open at a place of its own.</param>
internal sealed class Backups(ReceiverState state, TargetTree target) : IDisposable
{
    private TargetTree? _aside;

    private RsyncUpdateOptions Update => state.Session.Options.Update;

    /// <summary>Whether anything is kept, which no dry run does.</summary>
    public bool IsOn => Update.Backup && !state.Session.Options.DryRun;

    /// <summary>Whether a name is that of a backup in the destination, which is kept no second time.</summary>
    public bool IsBackup(ReadOnlySpan<byte> name) =>
        Update.BackupDir is null && name.Length > Update.Suffix.Length && name.EndsWith(ByteWord.Bytes(Update.Suffix));

    /// <summary>Keeps what stands at a name and leaves the name free.</summary>
    public void Move(byte[] name, in EntryStatus status)
    {
        TargetTree to = Prepare(name, out byte[] kept);
        DirectoryHandle parent = target.ParentOf(name);
        try
        {
            parent.Rename(target.LeafOf(name), to.ParentOf(kept), to.LeafOf(kept));
        }
        catch (FileSystemException e) when (e.Error == Errno.EXDEV)
        {
            Copy(name, status, to, kept);
            target.ParentOf(name).Unlink(target.LeafOf(name));
        }

        Tell(name, kept);
    }

    /// <summary>Keeps what stands at a name, which is replaced at once.</summary>
    public void Keep(byte[] name, in EntryStatus status)
    {
        TargetTree to = Prepare(name, out byte[] kept);
        try
        {
            to.Link(target, name, kept, replaces: to.TryStat(kept, out _));
        }
        catch (FileSystemException)
        {
            // Where there are no such links the name is free for a moment.
            Move(name, status);
            return;
        }

        Tell(name, kept);
    }

    /// <summary>Keeps a copy of a file that is changed where it stands.</summary>
    public void Copy(byte[] name, in EntryStatus status)
    {
        TargetTree to = Prepare(name, out byte[] kept);
        Copy(name, status, to, kept);
        Tell(name, kept);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _aside?.Dispose();
        if (_aside?.Root != target.Root)
        {
            _aside?.Root?.Dispose();
        }
    }

    private TargetTree Prepare(byte[] name, out byte[] kept)
    {
        byte[] own = target.OnlyName ?? name;
        kept = [.. own, .. ByteWord.Bytes(Update.Suffix)];
        _aside ??= Update.BackupDir is { } path ? SideTrees.OpenOrMake(target, path) : target.AnotherPlain();
        if (Update.BackupDir is not null)
        {
            SideTrees.MakeParentsAlike(_aside, target, kept, state.Attributes);
        }

        if (_aside.TryStat(kept, out EntryStatus old) && (old.Mode & EntryMode.TypeMask) == EntryMode.Directory)
        {
            _aside.ParentOf(kept).RemoveDirectory(_aside.LeafOf(kept));
        }

        return _aside;
    }

    private void Copy(byte[] name, in EntryStatus status, TargetTree to, byte[] kept)
    {
        FileEntry entry = EntryAttributes.EntryOf(kept, status);
        DirectoryHandle held = target.ParentOf(name), parent = to.ParentOf(kept);
        byte[] temporary = TemporaryName.For(to.LeafOf(kept));
        if (entry.IsRegular)
        {
            LocalCopy.Make(held, target.LeafOf(name), parent, temporary);
        }
        else if (entry.IsSymlink)
        {
            parent.Symlink(held.ReadLink(target.LeafOf(name)), temporary);
        }
        else
        {
            parent.MakeNode(temporary, entry.Type | 0x180, entry.DeviceMajor, entry.DeviceMinor);
        }

        parent.StatEntry(temporary, out EntryStatus now);
        state.Attributes.Apply(parent, temporary, entry, now, status.Mode & EntryMode.PermissionMask);
        parent.Rename(temporary, parent, to.LeafOf(kept));
    }

    private void Tell(byte[] name, byte[] kept)
    {
        if (state.Session.Options.Output.Info[InfoTopic.Backup] > 0)
        {
            string place = Update.BackupDir is { } path ? path.TrimEnd('/') + "/" : "";
            state.Session.Console.Write(RsyncChannel.Info, $"backed up {ByteWord.Of(target.OnlyName ?? name)} to {place}{ByteWord.Of(kept)}");
        }
    }
}
