using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Disk;

/// <summary>Makes a sender's entry from what stands at a name: whether it counts, what of it is sent, and whether a link is followed.</summary>
/// <param name="roots">Where the sources are.</param>
/// <param name="options">The options of this run.</param>
/// <param name="rules">Which entries count.</param>
/// <param name="problems">Where problems are told.</param>
internal sealed class EntryMaker(SourceRoots roots, RsyncOptions options, IEntryRules rules, SourceProblems problems)
{
    private readonly Dictionary<(ulong Device, ulong Inode), HardLinkGroup> _links = [];

    /// <summary>Whether regular files tell their identity even with one name, as protocol 27 wants.</summary>
    public bool IdentifiesAll { get; init; }

    /// <summary>Computes the digest of a file where lists carry it.</summary>
    public Func<FileEntry, byte[]>? Digest { get; init; }

    private RsyncPreserveOptions Preserve => options.Preserve;

    /// <summary>The entry of something in a directory; null when it does not count.</summary>
    /// <param name="place">Where the directory is.</param>
    /// <param name="name">Its name in the transfer.</param>
    /// <param name="parent">The directory.</param>
    /// <param name="leaf">Its name there.</param>
    /// <param name="fileSystem">The file system that is not left; null for any.</param>
    public FileEntry? Make(int place, byte[] name, DirectoryHandle parent, ReadOnlySpan<byte> leaf, ulong? fileSystem)
    {
        Errno error = parent.StatEntry(leaf, out EntryStatus status);
        if (error != Errno.None)
        {
            problems.Report(error, "link_stat", roots.FullName(place, name));
            return null;
        }

        bool isFollowed = Follow(name, parent, leaf, ref status, out error);
        FileEntry entry = Start(place, name, status, isFollowed);
        if (rules.IsHidden(roots.NamedRootOf(place), name, entry.IsDirectory))
        {
            return null;
        }

        if (error != Errno.None)
        {
            TellDangling(error, roots.FullName(place, name));
            return null;
        }

        if (entry.IsDirectory && IsSkipped(name))
        {
            return null;
        }

        if (entry.IsDirectory && fileSystem is { } own && status.Device != own)
        {
            entry.Kind = DirectoryKind.Alone;
            return options.OneFileSystem > 1 ? null : entry;
        }

        entry.Kind = entry.IsDirectory && !options.Recursive ? DirectoryKind.Alone : DirectoryKind.Content;
        Complete(entry, status, parent, leaf);
        return entry;
    }

    /// <summary>The entry of an argument; null when it does not count or is not there.</summary>
    public FileEntry? MakeArgument(int place, SourceArgument argument, DirectoryHandle parent, ReadOnlySpan<byte> leaf)
    {
        if (argument.IsRoot)
        {
            FileEntry root = Start(place, argument.Name, parent.OwnEntryStatus(), isFollowed: false);
            return IsSkipped(argument.Name) ? null : root;
        }

        Errno error = parent.StatEntry(leaf, out EntryStatus status);
        if (error == Errno.ENOENT && options.DeleteMissingArgs)
        {
            return new FileEntry { Name = argument.Name, Root = place };
        }

        if (error == Errno.ENOENT && options.IgnoreMissingArgs)
        {
            return null;
        }

        if (error == Errno.ENOENT)
        {
            problems.ReportMissing(argument.FullName);
            return null;
        }

        if (error != Errno.None)
        {
            problems.Report(error, "link_stat", argument.FullName);
            return null;
        }

        bool isFollowed = argument.IsContents && (status.Mode & EntryMode.TypeMask) == EntryMode.Symlink;
        if (isFollowed)
        {
            error = parent.StatEntryFollowing(leaf, out status);
        }
        else
        {
            isFollowed = Follow(argument.Name, parent, leaf, ref status, out error);
        }

        FileEntry entry = Start(place, argument.Name, status, isFollowed);
        if (rules.IsHidden(roots.NamedRootOf(place), argument.Name, entry.IsDirectory))
        {
            return null;
        }

        if (error != Errno.None)
        {
            TellDangling(error, argument.FullName);
            return null;
        }

        if (entry.IsDirectory && IsSkipped(argument.Name))
        {
            return null;
        }

        Complete(entry, status, parent, leaf);
        return entry;
    }

    /// <summary>The entry of a directory on the way to an argument, which no rule hides; null when it is none.</summary>
    public FileEntry? MakeImplied(int place, byte[] name, DirectoryHandle parent, ReadOnlySpan<byte> leaf, out Errno error)
    {
        error = parent.StatEntry(leaf, out EntryStatus status);
        bool isFollowed = error == Errno.None && (status.Mode & EntryMode.TypeMask) == EntryMode.Symlink;
        error = isFollowed ? parent.StatEntryFollowing(leaf, out status) : error;
        error = error == Errno.None && (status.Mode & EntryMode.TypeMask) != EntryMode.Directory ? Errno.ENOTDIR : error;
        FileEntry entry = Start(place, name, status, isFollowed);
        entry.Kind = DirectoryKind.Implied;
        return error == Errno.None ? entry : null;
    }

    private bool IsSkipped(byte[] name)
    {
        if (options.Recursive || options.Dirs)
        {
            return false;
        }

        problems.Say($"skipping directory {ByteWord.Of(name)}");
        return true;
    }

    private void TellDangling(Errno error, byte[] name)
    {
        if (error == Errno.ENOENT)
        {
            problems.Fail($"symlink has no referent: \"{ByteWord.Of(name)}\"");
        }
        else
        {
            problems.Report(error, "readlink_stat", name);
        }
    }

    /// <summary>Whether a link is followed; the status becomes that of what it leads to.</summary>
    private bool Follow(byte[] name, DirectoryHandle parent, ReadOnlySpan<byte> leaf, ref EntryStatus status, out Errno error)
    {
        error = Errno.None;
        if ((status.Mode & EntryMode.TypeMask) != EntryMode.Symlink)
        {
            return false;
        }

        bool isWanted = Preserve.CopyLinks || (Preserve.CopyUnsafeLinks && LinkSafety.IsUnsafe(parent.ReadLink(leaf), name));
        if (!isWanted && !Preserve.CopyDirLinks)
        {
            return false;
        }

        Errno found = parent.StatEntryFollowing(leaf, out EntryStatus target);
        error = isWanted ? found : Errno.None;
        if (found != Errno.None || (!isWanted && (target.Mode & EntryMode.TypeMask) != EntryMode.Directory))
        {
            return false;
        }

        status = target;
        return true;
    }

    private FileEntry Start(int place, byte[] name, in EntryStatus status, bool isFollowed) => new()
    {
        Name = name,
        Root = place,
        Mode = status.Mode,
        Size = status.Size,
        Modified = status.Modified,
        ModifiedFraction = status.ModifiedFraction,
        Accessed = status.Accessed,
        UserId = status.UserId,
        GroupId = status.GroupId,
        DeviceMajor = status.NodeMajor,
        DeviceMinor = status.NodeMinor,
        IsFollowed = isFollowed,
        IsAbsolute = roots.IsAbsolute(place),
        Origin = roots.OriginOf(place),
    };

    private void Complete(FileEntry entry, in EntryStatus status, DirectoryHandle parent, ReadOnlySpan<byte> leaf)
    {
        if (entry.IsSymlink)
        {
            byte[] text = parent.ReadLink(leaf);
            entry.LinkText = Preserve.MungeLinks ? LinkSafety.Unmunged(text) : text;
            entry.Size = entry.LinkText.Length;
        }

        if (entry.IsDevice || entry.IsSpecial)
        {
            entry.Size = 0;
        }

        Identify(entry, status);
        if (entry.IsRegular && Digest is not null)
        {
            try
            {
                entry.Digest = Digest(entry);
            }
            catch (FileSystemException e)
            {
                problems.Report(e.Error, "open", roots.FullName(entry.Root, entry.Name));
            }
        }
    }

    private void Identify(FileEntry entry, in EntryStatus status)
    {
        if (!Preserve.HardLinks || entry.IsDirectory || (status.LinkCount < 2 && !(IdentifiesAll && entry.IsRegular)))
        {
            return;
        }

        (ulong, ulong) file = (status.Device, status.Inode);
        if (!_links.TryGetValue(file, out HardLinkGroup? link))
        {
            _links[file] = link = new HardLinkGroup { Device = status.Device, Inode = status.Inode };
        }

        entry.HardLink = link;
        link.Members.Add(entry);
    }
}
