using Lockstep.Files;
using Lockstep.Native.Disk;
using Lockstep.Rsync.FileList;
using Lockstep.Tree;

namespace Lockstep.Rsync.Disk;

/// <summary>
/// The open directories below which a sender finds its entries. What a peer asks for is reached from these handles without following a link, but for
/// the links that the user wants followed: what such a link to a directory leads to is a root of its own.
/// </summary>
internal sealed class SourceRoots : IDisposable
{
    private readonly List<Place> _places = [];
    private readonly Dictionary<string, int> _known = [];
    private int _named;

    /// <summary>Learns of each root that is opened for an argument.</summary>
    public Action<RootedDirectory> OnOpened { get; init; } = _ => { };

    /// <summary>Opens a directory that the user named; gives its number.</summary>
    /// <param name="path">The path.</param>
    /// <param name="isAbsolute">Whether names below it are shown from the root of the file system on.</param>
    public int Open(ReadOnlySpan<byte> path, bool isAbsolute)
    {
        string word = $"{ByteWord.Of(path)}\0{isAbsolute}";
        if (!_known.TryGetValue(word, out int number))
        {
            var root = RootedDirectory.Open(path);
            OnOpened(root);
            number = _known[word] = Add(new Place(root, [], _named++, isAbsolute, OriginOf(ByteWord.Of(path))));
        }

        return number;
    }

    /// <summary>Where the entries in a directory are found: where it is itself, unless a link led to it.</summary>
    public int PlaceBelow(FileEntry directory)
    {
        if (!directory.IsFollowed)
        {
            return directory.Root;
        }

        string word = $"{directory.Root}\0{ByteWord.Of(directory.Name)}";
        if (!_known.TryGetValue(word, out int number))
        {
            DirectoryHandle handle = ParentOf(directory.Root, directory.Name).OpenDirectoryFollowing(LeafOf(directory.Name));
            number = _known[word] = Add(new Place(new RootedDirectory(handle), [.. directory.Name, (byte)'/'], _places[directory.Root].Named, IsAbsolute(directory.Root), OriginOf(directory.Root)));
        }

        return number;
    }

    /// <summary>The number of the argument's root above a place, by which rules are kept.</summary>
    public int NamedRootOf(int place) => _places[place].Named;

    /// <summary>Whether names at a place are shown from the root of the file system on.</summary>
    public bool IsAbsolute(int place) => _places[place].IsAbsolute;

    /// <summary>The path of a place's root as the user wrote it, without slashes around.</summary>
    public string OriginOf(int place) => _places[place].Origin;

    /// <summary>An entry's absolute path, for messages.</summary>
    public byte[] FullName(int place, byte[] name)
    {
        RootedDirectory root = _places.Find(other => other.Named == _places[place].Named)!.Root;
        byte[] path = root.Root.FindPath() ?? "."u8.ToArray();
        return name is [(byte)'.'] ? path : [.. path.AsSpan().TrimEnd((byte)'/'), (byte)'/', .. name];
    }

    /// <summary>The directory that holds an entry, lent until the next call.</summary>
    public DirectoryHandle ParentOf(int place, byte[] name) => _places[place].Cursor.OpenParent(PathBelow(place, name));

    /// <summary>The entries' directory at a place, lent until the next call.</summary>
    public DirectoryHandle Directory(int place, byte[] name) =>
        name is [(byte)'.'] || name.Length < _places[place].Prefix.Length
            ? _places[place].Root.Root
            : _places[place].Cursor.OpenDirectory(PathBelow(place, name));

    /// <summary>Opens the content of a regular file.</summary>
    public FileHandle OpenFile(FileEntry entry)
    {
        DirectoryHandle parent = ParentOf(entry.Root, entry.Name);
        ReadOnlySpan<byte> leaf = LeafOf(entry.Name);
        return entry.IsFollowed ? parent.OpenFileFollowing(leaf) : parent.OpenFileForRead(leaf);
    }

    /// <summary>The last part of a name.</summary>
    public static ReadOnlySpan<byte> LeafOf(ReadOnlySpan<byte> name) => name[(name.LastIndexOf((byte)'/') + 1)..];

    /// <inheritdoc/>
    public void Dispose()
    {
        _places.ForEach(place => place.Cursor.Dispose());
        _places.ForEach(place => place.Root.Dispose());
    }

    private static string OriginOf(string path) => path.Trim('/') is var origin && origin == "." ? "" : origin.EndsWith("/.", StringComparison.Ordinal) ? origin[..^2] : origin;

    private int Add(Place place)
    {
        _places.Add(place);
        return _places.Count - 1;
    }

    private RelativePath PathBelow(int place, byte[] name) => RelativePath.Parse(name.AsSpan(_places[place].Prefix.Length));

    /// <summary>A directory below which entries are found, and what of their names it stands for.</summary>
    private sealed record Place(RootedDirectory Root, byte[] Prefix, int Named, bool IsAbsolute, string Origin)
    {
        public DirectoryCursor Cursor { get; } = new(Root);
    }
}
