using Lockstep.Files;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Rsync.Disk;

/// <summary>The open directories below which a sender finds its entries. What a peer asks for is reached from these handles without following a link.</summary>
internal sealed class SourceRoots : IDisposable
{
    private readonly List<RootedDirectory> _roots = [];
    private readonly List<DirectoryCursor> _cursors = [];

    /// <summary>Learns of each root that is opened.</summary>
    public Action<RootedDirectory> OnOpened { get; init; } = _ => { };

    /// <summary>Opens a directory that the user named; gives its number.</summary>
    public int Open(ReadOnlySpan<byte> path)
    {
        var root = RootedDirectory.Open(path);
        _roots.Add(root);
        _cursors.Add(new DirectoryCursor(root));
        OnOpened(root);
        return _roots.Count - 1;
    }

    /// <summary>The directory that holds an entry, lent until the next call.</summary>
    public DirectoryHandle ParentOf(int root, byte[] name) => _cursors[root].OpenParent(RelativePath.Parse(name));

    /// <summary>A directory, lent until the next call.</summary>
    public DirectoryHandle Directory(int root, byte[] name) =>
        name is [(byte)'.'] ? _roots[root].Root : _cursors[root].OpenDirectory(RelativePath.Parse(name));

    /// <summary>The last part of a name.</summary>
    public static ReadOnlySpan<byte> LeafOf(ReadOnlySpan<byte> name) => name[(name.LastIndexOf((byte)'/') + 1)..];

    /// <inheritdoc/>
    public void Dispose()
    {
        _cursors.ForEach(cursor => cursor.Dispose());
        _roots.ForEach(root => root.Dispose());
    }
}
