using Lockstep.Native.Disk;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Roles;

/// <summary>Deletes what the source does not have, in directories whose contents belong to the transfer.</summary>
internal sealed class Deleter(ReceiverState state, TargetTree target, IEntryRules rules, IItemLog log, Backups backups)
{
    private const int ListBufferLength = 64 * 1024;

    private readonly byte[] _buffer = new byte[ListBufferLength];
    private readonly List<(FileEntry Directory, FileSegment Segment)> _late = [];
    private bool _toldErrors;
    private int _skipped;

    private RsyncSession Session => state.Session;

    private RsyncOptions Options => Session.Options;

    /// <summary>Whether anything is deleted.</summary>
    public bool IsOn => Options.Delete.Mode != RsyncDeleteMode.None || Options.Delete.Force;

    private RsyncDeleteMode Mode => Options.Delete.Mode == RsyncDeleteMode.Unspecified
        ? Session.Dialect.HasVariableNumbers ? RsyncDeleteMode.During : RsyncDeleteMode.Before
        : Options.Delete.Mode;

    /// <summary>Deletes in all directories before anything is transferred, where that was asked for.</summary>
    public void DeleteBefore()
    {
        if (Mode == RsyncDeleteMode.Before)
        {
            DeleteInAll();
        }
    }

    /// <summary>Deletes in a directory that is looked at now, or remembers to.</summary>
    public void DeleteIn(FileEntry directory, FileSegment segment)
    {
        if (Mode == RsyncDeleteMode.During)
        {
            Delete(directory, segment);
        }
        else if (Mode == RsyncDeleteMode.Delay)
        {
            _late.Add((directory, segment));
        }
    }

    /// <summary>Deletes what had to wait for the transfer.</summary>
    public void DeleteLate()
    {
        if (Mode == RsyncDeleteMode.After)
        {
            DeleteInAll();
        }

        _late.ForEach(late => Delete(late.Directory, late.Segment));
        if (_skipped > 0)
        {
            Session.Console.Write(RsyncChannel.Warning, $"Deletions stopped due to --max-delete limit ({_skipped} skipped)");
        }
    }

    /// <summary>Removes an entry of another kind that is in the way of a new one; false where it holds what is not deleted.</summary>
    public bool MakeWay(byte[] name, in EntryStatus status)
    {
        bool isDirectory = (status.Mode & EntryMode.TypeMask) == EntryMode.Directory;
        if (isDirectory && IsOn && !DeleteContents(name))
        {
            return false;
        }

        if (isDirectory && !IsOn && List(name).Count > 0)
        {
            SayNonEmpty(name);
            return false;
        }

        target.Forget();
        Remove(name, isDirectory, status);
        return true;
    }

    /// <summary>Deletes what of the sources does not exist any more.</summary>
    public void DeleteMissing(byte[] name, in EntryStatus status)
    {
        if (IsOn || (status.Mode & EntryMode.TypeMask) != EntryMode.Directory)
        {
            Delete(name, status);
            return;
        }

        MakeWay(name, status);
    }

    private void DeleteInAll()
    {
        FileSegment all = state.Table.Oldest();
        foreach (FileEntry entry in all.Entries)
        {
            if (entry is { IsDirectory: true, IsCleared: false })
            {
                Delete(entry, all);
            }
        }
    }

    private void Delete(FileEntry directory, FileSegment segment)
    {
        if (directory.Kind is DirectoryKind.Alone or DirectoryKind.Implied || HasErrors())
        {
            return;
        }

        foreach ((byte[] name, EntryStatus status) in List(directory.Name))
        {
            bool isDirectory = (status.Mode & EntryMode.TypeMask) == EntryMode.Directory;
            if (!segment.Contains(name) && !rules.IsProtected(name, isDirectory, isDeleting: false))
            {
                Delete(name, status);
            }
        }
    }

    private bool HasErrors()
    {
        if ((state.Totals.IoErrors & SourceProblems.GeneralError) == 0 || Options.Delete.IgnoreErrors)
        {
            return false;
        }

        if (!_toldErrors)
        {
            Session.Console.Write(RsyncChannel.Info, "IO error encountered -- skipping file deletion");
            _toldErrors = true;
        }

        return true;
    }

    private bool Delete(byte[] name, in EntryStatus status)
    {
        bool isDirectory = (status.Mode & EntryMode.TypeMask) == EntryMode.Directory;
        if (isDirectory && !DeleteContents(name))
        {
            return false;
        }

        if (Options.Delete.Max is { } most && state.Totals.Deleted.Total >= most)
        {
            state.Totals.HasReachedDeleteLimit = true;
            _skipped++;
            return false;
        }

        try
        {
            Remove(name, isDirectory, status);
        }
        catch (FileSystemException e) when (isDirectory && e.Error is Native.Errno.ENOTEMPTY or Native.Errno.EEXIST)
        {
            SayNonEmpty(name);
            return false;
        }
        catch (FileSystemException e)
        {
            state.Fail($"rsync: [generator] delete_file: unlink({ByteWord.Of(name)}) failed: {ErrorWords.Of(e.Error)}");
            return false;
        }

        Count(status.Mode);
        if (Session.IsServer)
        {
            Session.Writer.PostMessage(MessageTag.Deleted, isDirectory ? [.. name, 0] : name);
        }
        else
        {
            log.Deleted(name, status.Mode);
        }

        return true;
    }

    private void Remove(byte[] name, bool isDirectory, in EntryStatus status)
    {
        if (Options.DryRun)
        {
            return;
        }

        if (isDirectory)
        {
            target.ParentOf(name).RemoveDirectory(target.LeafOf(name));
        }
        else
        {
            RemoveFile(name, status);
        }
    }

    private void RemoveFile(byte[] name, in EntryStatus status)
    {
        if (backups.IsOn && !backups.IsBackup(name))
        {
            backups.Move(name, status);
        }
        else
        {
            target.ParentOf(name).Unlink(target.LeafOf(name));
        }
    }

    private void SayNonEmpty(byte[] name) =>
        Session.Console.Write(RsyncChannel.Info, $"cannot delete non-empty directory: {ByteWord.Of(name)}");

    /// <summary>Deletes all in a directory that is to go; true when nothing is left.</summary>
    private bool DeleteContents(byte[] name)
    {
        bool isEmpty = true;
        foreach ((byte[] inner, EntryStatus status) in List(name))
        {
            bool isDirectory = (status.Mode & EntryMode.TypeMask) == EntryMode.Directory;
            isEmpty &= !rules.IsProtected(inner, isDirectory, isDeleting: true) && Delete(inner, status);
        }

        if (!isEmpty)
        {
            SayNonEmpty(name);
        }

        return isEmpty;
    }

    /// <summary>What stands in a directory, the last first.</summary>
    private List<(byte[] Name, EntryStatus Status)> List(byte[] directory)
    {
        List<(byte[] Name, EntryStatus Status)> found = [];
        try
        {
            DirectoryHandle handle = target.Directory(directory);
            List<byte[]> leaves = [];
            foreach (ListedName listed in handle.List(_buffer))
            {
                leaves.Add(listed.Name.ToArray());
            }

            foreach (byte[] leaf in leaves)
            {
                if (handle.StatEntry(leaf, out EntryStatus status) == Native.Errno.None)
                {
                    found.Add((directory is [(byte)'.'] ? leaf : [.. directory, (byte)'/', .. leaf], status));
                }
            }
        }
        catch (FileSystemException e) when (e.Error is Native.Errno.ENOENT or Native.Errno.ENOTDIR or Native.Errno.ELOOP)
        {
            // A directory that is not there yet has nothing to delete.
        }

        found.Sort((x, y) => EntryOrder.Compare(y.Name, IsDirectory(y.Status), x.Name, IsDirectory(x.Status)));
        return found;
    }

    private static bool IsDirectory(in EntryStatus status) => (status.Mode & EntryMode.TypeMask) == EntryMode.Directory;

    private void Count(int mode)
    {
        DeletionCounts counts = state.Totals.Deleted;
        state.Totals.Deleted = (mode & EntryMode.TypeMask) switch
        {
            EntryMode.Regular => counts with { Files = counts.Files + 1 },
            EntryMode.Directory => counts with { Directories = counts.Directories + 1 },
            EntryMode.Symlink => counts with { Symlinks = counts.Symlinks + 1 },
            EntryMode.BlockDevice or EntryMode.CharacterDevice => counts with { Devices = counts.Devices + 1 },
            _ => counts with { Specials = counts.Specials + 1 },
        };
    }
}
