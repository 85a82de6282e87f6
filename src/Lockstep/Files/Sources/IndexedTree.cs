using System.Buffers.Binary;
using System.Text;
using Lockstep.Filters.Git;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Sources;

/// <summary>Does something with a path of the index and what stands there in the project.</summary>
/// <param name="file">What the index says.</param>
/// <param name="path">The path in the project; valid during the call.</param>
/// <param name="directory">The project's list that the path is in; empty where the project does not have the directory.</param>
/// <param name="at">Where in the list; negative where the project does not have the path.</param>
internal delegate void IndexVisit(IndexedFile file, ReadOnlySpan<byte> path, EntryList directory, int at);

/// <summary>git's index as something to hold a project's scan against.</summary>
internal sealed class IndexedTree
{
    private const int HeaderLength = 12;
    private const long MostBytes = 1 << 30;

    private readonly byte[] _content;
    private readonly int _objectNameLength;
    private readonly byte[] _prefix;

    private IndexedTree(byte[] content, long modifiedNs, int objectNameLength, byte[] prefix)
    {
        _content = content;
        _objectNameLength = objectNameLength;
        _prefix = prefix;
        ModifiedNs = modifiedNs;
    }

    /// <summary>When the index was written, in nanoseconds since 1970: what was modified as late or later may have changed unseen.</summary>
    public long ModifiedNs { get; }

    /// <summary>When the index of a checkout was written, in nanoseconds since 1970; the least value where there is none.</summary>
    public static long WrittenAtNs(GitCheckout checkout)
    {
        try
        {
            using DirectoryHandle directory = DirectoryHandle.Open(Encoding.UTF8.GetBytes(checkout.GitDirectory));
            return directory.TryStat("index"u8, out FileStatus status) ? status.ModifiedNs : long.MinValue;
        }
        catch (FileSystemException)
        {
            return long.MinValue;
        }
    }

    /// <summary>Reads the index of a checkout; null where there is none, or none that can be read whole.</summary>
    public static IndexedTree? Read(GitCheckout checkout)
    {
        try
        {
            using DirectoryHandle directory = DirectoryHandle.Open(Encoding.UTF8.GetBytes(checkout.GitDirectory));
            if (!directory.TryStat("index"u8, out FileStatus status) || status.Type != EntryType.File || status.Size > MostBytes)
            {
                return null;
            }

            using FileHandle file = directory.OpenFileForRead("index"u8, out status);
            byte[] content = file.ReadAll(status.Size);
            int objectNameLength = GitRepositoryConfig.ObjectNameLength(checkout.CommonDirectory);

            // Finds what the entries alone do not tell, such as an index in two files.
            GitIndex.Read(content, objectNameLength);
            byte[] prefix = checkout.Path.Length == 0 ? [] : Encoding.UTF8.GetBytes($"{checkout.Path}/");
            return new IndexedTree(content, status.ModifiedNs, objectNameLength, prefix);
        }
        catch (Exception e) when (e is FileSystemException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Visits what the index has of a project, in the index's order.</summary>
    public void VisitAll(Snapshot project, IndexVisit visit)
    {
        var entries = new GitIndexEntries(
            _content.AsSpan(HeaderLength..^_objectNameLength), (int)BinaryPrimitives.ReadUInt32BigEndian(_content.AsSpan(4)), _objectNameLength);
        uint count = BinaryPrimitives.ReadUInt32BigEndian(_content.AsSpan(8));
        byte[] name = new byte[RelativePath.MaxLength];
        int length = 0, known = -1;
        byte[] directory = new byte[RelativePath.MaxLength];
        EntryList list = project.Entries;
        for (uint i = 0; i < count; i++)
        {
            entries.ReadNext(name.AsSpan(0, length));
            length = entries.KeptPrefix + entries.Suffix.Length;
            if (length > name.Length)
            {
                throw new InvalidDataException($"a name has {length} bytes");
            }

            entries.Suffix.CopyTo(name.AsSpan(entries.KeptPrefix));
            if (!name.AsSpan(0, length).StartsWith(_prefix))
            {
                continue;
            }

            ReadOnlySpan<byte> path = name.AsSpan(_prefix.Length, length - _prefix.Length);
            int slash = path.LastIndexOf((byte)'/');
            ReadOnlySpan<byte> above = slash < 0 ? [] : path[..slash];
            if (known != above.Length || !above.SequenceEqual(directory.AsSpan(0, known)))
            {
                above.CopyTo(directory);
                known = above.Length;
                list = Find(project.Entries, above);
            }

            visit(new IndexedFile(entries.Fields, _objectNameLength), path, list, list.Find(path[(slash + 1)..]));
        }
    }

    private static EntryList Find(EntryList list, ReadOnlySpan<byte> directory)
    {
        foreach (Range range in directory.Split((byte)'/'))
        {
            list = directory[range].IsEmpty ? list : list.ChildrenOf(directory[range]);
        }

        return list;
    }
}
