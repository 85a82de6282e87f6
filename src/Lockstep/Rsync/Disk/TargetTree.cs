using Lockstep.Files;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Rsync.Disk;

/// <summary>The destination: everything is reached from its open root, and no link on the way is followed. For one thread.</summary>
/// <param name="root">The root; null when a dry run would make it.</param>
internal sealed class TargetTree(RootedDirectory? root) : IDisposable
{
    private static readonly byte[] RootName = "."u8.ToArray();

    private readonly DirectoryCursor? _cursor = root is null ? null : new DirectoryCursor(root);

    private DirectoryCursor Cursor => _cursor ?? throw new FileSystemException(Errno.ENOENT, "open directory", RootName);

    /// <summary>When the transfer is of one file that gets another name: that name.</summary>
    public byte[]? OnlyName { get; init; }

    /// <summary>Whether the top directory was made for this run.</summary>
    public bool IsMade { get; init; }

    /// <summary>The directory that holds an entry, lent until the next call.</summary>
    public DirectoryHandle ParentOf(byte[] name) => Cursor.OpenParent(RelativePath.Parse(OnlyName ?? name));

    /// <summary>A directory, lent until the next call.</summary>
    public DirectoryHandle Directory(byte[] name) =>
        name.AsSpan().SequenceEqual(RootName) && root is not null ? root.Root : Cursor.OpenDirectory(RelativePath.Parse(name));

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

    /// <summary>Gives a file another name.</summary>
    /// <param name="existing">The name that it has.</param>
    /// <param name="name">The new name.</param>
    /// <param name="replaces">Whether another file has that name.</param>
    public void Link(byte[] existing, byte[] name, bool replaces)
    {
        using DirectoryHandle from = root!.OpenDirectory(RelativePath.Parse(existing).Parent);
        DirectoryHandle parent = ParentOf(name);
        byte[] made = replaces ? TemporaryName.For(LeafOf(name)) : LeafOf(name).ToArray();
        from.Link(LeafOf(existing), parent, made);
        if (replaces)
        {
            parent.Rename(made, parent, LeafOf(name));
        }
    }

    /// <summary>Forgets an open directory, which was renamed or removed.</summary>
    public void Forget() => _cursor?.Forget();

    /// <inheritdoc/>
    public void Dispose() => _cursor?.Dispose();
}
