using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Disk;

/// <summary>Makes the entries of a sender's lists from what stands on the disk.</summary>
/// <param name="roots">Where the sources are.</param>
/// <param name="options">The options of this run.</param>
/// <param name="rules">Which entries count.</param>
/// <param name="console">Where problems are told.</param>
internal sealed class SourceLister(SourceRoots roots, RsyncOptions options, IEntryRules rules, IRsyncConsole console)
{
    /// <summary>A general error.</summary>
    public const int GeneralError = 1;

    /// <summary>A file vanished.</summary>
    public const int Vanished = 2;

    private const int ListBufferLength = 64 * 1024;

    private readonly byte[] _buffer = new byte[ListBufferLength];
    private readonly Dictionary<(ulong Device, ulong Inode), HardLinkGroup> _links = [];

    /// <summary>The bits of what went wrong.</summary>
    public int Errors { get; set; }

    /// <summary>Whether regular files tell their identity even with one name, as protocol 27 wants.</summary>
    public bool IdentifiesAll { get; init; }

    /// <summary>Computes the digest of a file where lists carry it.</summary>
    public Func<SourceRoots, FileEntry, byte[]>? Digest { get; init; }

    /// <summary>Entries of the arguments; for <c>directory/</c> the directory as the transfer's root.</summary>
    /// <param name="arguments">Paths as the user wrote them.</param>
    public List<FileEntry> ListArguments(IEnumerable<byte[]> arguments)
    {
        List<FileEntry> entries = [];
        foreach (byte[] argument in arguments)
        {
            AddArgument(argument.Length == 0 ? "."u8.ToArray() : argument, entries);
        }

        return entries;
    }

    /// <summary>The entries in a directory.</summary>
    public List<FileEntry> ListDirectory(FileEntry directory)
    {
        List<FileEntry> entries = [];
        List<byte[]> names = [];
        try
        {
            DirectoryHandle handle = roots.Directory(directory.Root, directory.Name);
            foreach (ListedName listed in handle.List(_buffer))
            {
                names.Add(listed.Name.ToArray());
            }

            foreach (byte[] leaf in names)
            {
                byte[] name = directory.IsRoot ? leaf : [.. directory.Name, (byte)'/', .. leaf];
                Errno error = handle.StatEntry(leaf, out EntryStatus status);
                if (error != Errno.None)
                {
                    Report(error, "link_stat", name);
                }
                else if (Make(directory.Root, name, status, handle, leaf, isArgument: false) is { } entry)
                {
                    entries.Add(entry);
                }
            }
        }
        catch (FileSystemException e)
        {
            Report(e.Error, "opendir", directory.Name);
        }

        return entries;
    }

    /// <summary>All entries below a directory, each directory before what it holds.</summary>
    public void AddBelow(FileEntry directory, List<FileEntry> entries)
    {
        foreach (FileEntry entry in ListDirectory(directory))
        {
            entries.Add(entry);
            if (entry.IsDirectory)
            {
                AddBelow(entry, entries);
            }
        }
    }

    private void AddArgument(byte[] argument, List<FileEntry> entries)
    {
        bool isContents = argument is [.., (byte)'/'] or [(byte)'.'] or [(byte)'.', (byte)'.'] or [.., (byte)'/', (byte)'.']
            or [.., (byte)'/', (byte)'.', (byte)'.'];
        ReadOnlySpan<byte> trimmed = argument.AsSpan().TrimEnd((byte)'/');
        int slash = trimmed.LastIndexOf((byte)'/');
        ReadOnlySpan<byte> parent = isContents ? argument : slash < 0 ? "."u8 : slash == 0 ? "/"u8 : trimmed[..slash];
        byte[] name = isContents ? "."u8.ToArray() : trimmed[(slash + 1)..].ToArray();
        try
        {
            Errno found = isContents
                ? EntryCalls.StatFollowing(argument, out EntryStatus status)
                : EntryCalls.StatPath(argument, out status);
            if (found != Errno.None)
            {
                Report(found, "link_stat", argument);
                return;
            }

            int root = roots.Open(parent);
            DirectoryHandle handle = roots.Directory(root, "."u8.ToArray());
            if (Make(root, name, status, handle, name, isArgument: true) is { } entry)
            {
                entry.Kind = entry.IsDirectory ? KindOfArgument() : DirectoryKind.Content;
                entries.Add(entry);
            }
        }
        catch (FileSystemException e)
        {
            Report(e.Error, "change_dir", parent.ToArray());
        }
    }

    private DirectoryKind KindOfArgument() => options.Recursive || options.Dirs ? DirectoryKind.Top : DirectoryKind.Alone;

    /// <summary>The entry of a status; null when it does not count.</summary>
    private FileEntry? Make(int root, byte[] name, in EntryStatus status, DirectoryHandle parent, ReadOnlySpan<byte> leaf, bool isArgument)
    {
        var entry = new FileEntry
        {
            Name = name,
            Root = root,
            Mode = status.Mode,
            Size = status.Size,
            Modified = status.Modified,
            ModifiedFraction = status.ModifiedFraction,
            Accessed = status.Accessed,
            UserId = status.UserId,
            GroupId = status.GroupId,
            DeviceMajor = status.NodeMajor,
            DeviceMinor = status.NodeMinor,
        };
        if (!entry.IsRoot && rules.IsHidden(root, name, entry.IsDirectory))
        {
            return null;
        }

        if (entry.IsDirectory && !options.Recursive && !options.Dirs)
        {
            console.Write(RsyncChannel.Info, $"skipping directory {ByteWord.Of(name)}");
            return null;
        }

        if (entry.IsDirectory && !options.Recursive && !isArgument)
        {
            entry.Kind = DirectoryKind.Alone;
        }

        if (entry.IsSymlink)
        {
            entry.LinkText = parent.ReadLink(leaf);
        }

        if (entry.IsDevice || entry.IsSpecial)
        {
            entry.Size = 0;
        }

        Identify(entry, status);
        if (entry.IsRegular && Digest is not null)
        {
            entry.Digest = DigestOf(entry);
        }

        return entry;
    }

    private byte[]? DigestOf(FileEntry entry)
    {
        try
        {
            return Digest!(roots, entry);
        }
        catch (FileSystemException e)
        {
            Report(e.Error, "open", entry.Name);
            return null;
        }
    }

    private void Identify(FileEntry entry, in EntryStatus status)
    {
        if (!options.Preserve.HardLinks || entry.IsDirectory || (status.LinkCount < 2 && !(IdentifiesAll && entry.IsRegular)))
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

    private void Report(Errno error, string operation, ReadOnlySpan<byte> name)
    {
        if (error == Errno.ENOENT && operation != "link_stat")
        {
            Errors |= Vanished;
            console.Write(RsyncChannel.Warning, $"file has vanished: \"{ByteWord.Of(name)}\"");
            return;
        }

        Errors |= GeneralError;
        console.Write(RsyncChannel.TransferError, $"rsync: [sender] {operation} \"{ByteWord.Of(name)}\" failed: {ErrorWords.Of(error)}");
    }
}
