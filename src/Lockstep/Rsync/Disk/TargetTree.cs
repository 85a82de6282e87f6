using Lockstep.Files;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Rsync.FileList;
using Lockstep.Tree;

namespace Lockstep.Rsync.Disk;

/// <summary>
/// A tree that files are put into or taken from: everything is reached from its open root, and no link on the way is followed, unless the user keeps links
/// to directories. For one thread.
/// </summary>
/// <param name="root">The root; null when a dry run would make it.</param>
internal sealed class TargetTree(RootedDirectory? root) : IDisposable
{
    private static readonly byte[] RootName = "."u8.ToArray();

    private readonly DirectoryCursor? _cursor = root is null ? null : new DirectoryCursor(root);
    private (byte[] Name, DirectoryHandle Handle)? _linked;

    private DirectoryCursor Cursor => _cursor ?? throw new FileSystemException(Errno.ENOENT, "open directory", RootName);

    /// <summary>The root; null when a dry run would make it.</summary>
    public RootedDirectory? Root => root;

    /// <summary>The root as the user wrote it.</summary>
    public string Path { get; init; } = ".";

    /// <summary>When the transfer is of one file that gets another name: that name.</summary>
    public byte[]? OnlyName { get; init; }

    /// <summary>Whether the top directory was made for this run.</summary>
    public bool IsMade { get; init; }

    /// <summary>Whether links to directories are taken for directories, as <c>-K</c> asks.</summary>
    public bool KeepsLinks { get; init; }

    /// <summary>Another way into the same tree, which is open at another place.</summary>
    public TargetTree Another() => new(root) { OnlyName = OnlyName, IsMade = IsMade, KeepsLinks = KeepsLinks };

    /// <summary>Another way into the same tree, in which every entry has its own name.</summary>
    public TargetTree AnotherPlain() => new(root) { KeepsLinks = KeepsLinks };

    /// <summary>The directory that holds an entry, lent until the next call.</summary>
    public DirectoryHandle ParentOf(byte[] name)
    {
        RelativePath path = RelativePath.Parse(OnlyName ?? name);
        return KeepsLinks ? Through(path.Parent) : Cursor.OpenParent(path);
    }

    /// <summary>A directory, lent until the next call.</summary>
    public DirectoryHandle Directory(byte[] name) =>
        name.AsSpan().SequenceEqual(RootName) && root is not null ? root.Root
        : KeepsLinks ? Through(RelativePath.Parse(name))
        : Cursor.OpenDirectory(RelativePath.Parse(name));

    /// <summary>The name of an entry in its directory.</summary>
    public ReadOnlySpan<byte> LeafOf(byte[] name) => SourceRoots.LeafOf(OnlyName ?? name);

    /// <summary>What stands at a name; false when nothing does, or a directory on the way is not there.</summary>
    public bool TryStat(byte[] name, out EntryStatus status)
    {
        if (root is null)
        {
            status = default;
            return false;
        }

        if (name.AsSpan().SequenceEqual(RootName))
        {
            status = root.Root.OwnEntryStatus();
            return true;
        }

        Errno error;
        status = default;
        try
        {
            error = ParentOf(name).StatEntry(LeafOf(name), out status);
        }
        catch (FileSystemException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            return false;
        }

        return error switch
        {
            Errno.None => true,
            Errno.ENOENT => false,
            _ => throw new FileSystemException(error, "stat", name),
        };
    }

    /// <summary>
    /// What stands at an entry's name. Where links to directories are kept, one of them is the directory that it leads to.
    /// </summary>
    public bool TryStat(FileEntry entry, out EntryStatus status)
    {
        if (!TryStat(entry.Name, out status))
        {
            return false;
        }

        if (IsKeptLink(entry, status))
        {
            status = Directory(entry.Name).OwnEntryStatus();
        }

        return true;
    }

    /// <summary>Opens a directory of the transfer that is reached otherwise than by its name in its parent; null for others.</summary>
    public DirectoryHandle? OpenApart(FileEntry entry) =>
        entry.IsRoot || (TryStat(entry.Name, out EntryStatus status) && IsKeptLink(entry, status)) ? Directory(entry.Name) : null;

    private bool IsKeptLink(FileEntry entry, in EntryStatus status) =>
        KeepsLinks && entry.IsDirectory && (status.Mode & EntryMode.TypeMask) == EntryMode.Symlink
        && ParentOf(entry.Name).StatEntryFollowing(LeafOf(entry.Name), out EntryStatus behind) == Errno.None
        && (behind.Mode & EntryMode.TypeMask) == EntryMode.Directory;

    /// <summary>Makes the directories on the way to a name that are missing, as rsync makes those that no list tells of.</summary>
    public void MakeParents(byte[] name)
    {
        for (int slash = name.AsSpan().IndexOf((byte)'/'); slash >= 0; slash = NextSlash(name, slash))
        {
            byte[] parent = name[..slash];
            if (!TryStat(parent, out _))
            {
                ParentOf(parent).MakeDirectory(LeafOf(parent), (ushort)(0x1ff & ~OwnIdentity.Current.CreationMask));
            }
        }
    }

    /// <summary>Gives a file another name.</summary>
    /// <param name="from">The tree that has the file; this one or another.</param>
    /// <param name="existing">The name that it has.</param>
    /// <param name="name">The new name.</param>
    /// <param name="replaces">Whether another file has that name.</param>
    public void Link(TargetTree from, byte[] existing, byte[] name, bool replaces)
    {
        DirectoryHandle held = from.ParentOf(existing);
        DirectoryHandle parent = ParentOf(name);
        byte[] made = replaces ? TemporaryName.For(LeafOf(name)) : LeafOf(name).ToArray();
        held.Link(from.LeafOf(existing), parent, made);
        if (replaces)
        {
            parent.Rename(made, parent, LeafOf(name));
        }
    }

    /// <summary>Forgets an open directory, which was renamed or removed.</summary>
    public void Forget()
    {
        _cursor?.Forget();
        _linked?.Handle.Dispose();
        _linked = null;
    }

    /// <inheritdoc/>
    public void Dispose() => Forget();

    private static int NextSlash(ReadOnlySpan<byte> name, int slash)
    {
        int next = name[(slash + 1)..].IndexOf((byte)'/');
        return next < 0 ? -1 : slash + 1 + next;
    }

    /// <summary>Opens a directory part by part; a part may be a link to a directory.</summary>
    private DirectoryHandle Through(RelativePath path)
    {
        if (path.IsRoot)
        {
            return root?.Root ?? throw new FileSystemException(Errno.ENOENT, "open directory", RootName);
        }

        if (_linked is { } known && path.Bytes.SequenceEqual(known.Name))
        {
            return known.Handle;
        }

        DirectoryHandle current = (root ?? throw new FileSystemException(Errno.ENOENT, "open directory", RootName)).Root;
        foreach (Range range in path.Bytes.Split((byte)'/'))
        {
            DirectoryHandle next;
            try
            {
                next = current.OpenDirectoryFollowing(path.Bytes[range]);
            }
            finally
            {
                if (current != root.Root)
                {
                    current.Dispose();
                }
            }

            current = next;
        }

        Forget();
        _linked = (path.Bytes.ToArray(), current);
        return current;
    }
}
