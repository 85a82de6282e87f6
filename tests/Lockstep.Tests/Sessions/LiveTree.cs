using System.Buffers.Binary;
using System.Text;
using Lockstep.Files;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tests.Files;
using Lockstep.Tests.Files.Committing;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions;

/// <summary>
/// A directory tree that is edited as people and programs do it. What is written gets a time of its own, so that two contents of one size never
/// share their time by chance: nobody could tell them apart without reading.
/// </summary>
internal sealed class LiveTree
{
    private const long FirstTimeNs = 1_600_000_000_123_456_789;

    private readonly byte[] _root;
    private long _nextTimeNs;

    /// <param name="root">Absolute path; made where it is not there.</param>
    /// <param name="clock">Which series of times its edits get: no two trees of a test should share one.</param>
    public LiveTree(string root, int clock)
    {
        Root = root;
        _root = Encoding.UTF8.GetBytes(root);
        _nextTimeNs = FirstTimeNs + clock;
        Directory.CreateDirectory(root);
    }

    public string Root { get; }

    /// <summary>Everything in it, with the hashes of the contents.</summary>
    public SortedDictionary<RelativePath, Entry> Entries => TreeText.Flatten(DiskTree.Read(Root));

    /// <summary>The paths of all entries but the root, in path order.</summary>
    public List<RelativePath> Paths()
    {
        var paths = new List<RelativePath>();
        Collect(RelativePath.Root, paths);
        return paths;
    }

    public bool TryStat(RelativePath path, out FileStatus status)
    {
        using RootedDirectory root = RootedDirectory.Open(_root);
        status = default;
        if (!root.TryOpenDirectory(path.Parent, out DirectoryHandle? parent, out _))
        {
            return false;
        }

        using (parent)
        {
            return parent.TryStat(path.Name, out status);
        }
    }

    /// <summary>Writes a file; directories are made on the way, and what stands in the way goes.</summary>
    /// <param name="path">Where.</param>
    /// <param name="content">All of it.</param>
    /// <param name="keepsNow">Whether the file gets the present as its time, as any program leaves it.</param>
    public void Write(RelativePath path, ReadOnlySpan<byte> content, bool keepsNow = false)
    {
        using DirectoryHandle parent = MakeWay(path);
        bool isFile = parent.TryStat(path.Name, out FileStatus status) && status.Type == EntryType.File;
        if (!isFile)
        {
            Remove(path);
        }

        using (FileHandle file = isFile ? parent.OpenFileForWrite(path.Name) : parent.CreateFile(path.Name, exclusive: true, mode: 0x1a4))
        {
            file.SetLength(0);
            file.Write(content);
        }

        if (!keepsNow)
        {
            parent.SetModified(path.Name, NextTime());
        }
    }

    public void Write(string path, string content) => Write(RelativePath.Parse(path), Encoding.UTF8.GetBytes(content));

    public byte[] ReadFile(RelativePath path)
    {
        using DirectoryHandle parent = OpenParent(path);
        using FileHandle file = parent.OpenFileForRead(path.Name, out FileStatus status);
        return file.ReadAll(status.Size);
    }

    public void Link(RelativePath path, ReadOnlySpan<byte> text)
    {
        using DirectoryHandle parent = MakeWay(path);
        Remove(path);
        parent.Symlink(text, path.Name);
        parent.SetModified(path.Name, NextTime());
    }

    public void MakeDirectory(RelativePath path)
    {
        using DirectoryHandle parent = MakeWay(path);
        if (parent.TryStat(path.Name, out FileStatus status) && status.Type == EntryType.Directory)
        {
            return;
        }

        Remove(path);
        parent.MakeDirectory(path.Name, mode: 0x1ed);
    }

    /// <summary>Removes an entry with everything below it.</summary>
    public void Remove(RelativePath path)
    {
        if (!TryStat(path, out FileStatus status))
        {
            return;
        }

        using DirectoryHandle parent = OpenParent(path);
        if (status.Type != EntryType.Directory)
        {
            parent.Unlink(path.Name);
            return;
        }

        using (DirectoryHandle directory = parent.OpenDirectory(path.Name))
        {
            foreach (byte[] name in TemporaryDirectory.NamesIn(directory))
            {
                Remove(path.Append(name));
            }
        }

        parent.RemoveDirectory(path.Name);
    }

    /// <summary>Renames an entry over whatever stands at the other path; nothing happens where one is below the other.</summary>
    public void Move(RelativePath from, RelativePath to)
    {
        if (from == to || to.IsBelow(from) || from.IsBelow(to))
        {
            return;
        }

        using DirectoryHandle target = MakeWay(to);
        if (TryStat(from, out _))
        {
            Remove(to);
            using DirectoryHandle source = OpenParent(from);
            source.Rename(from.Name, target, to.Name);
        }
    }

    /// <summary>Exchanges two entries, whatever they are.</summary>
    public void Swap(RelativePath left, RelativePath right)
    {
        if (left == right || left.IsBelow(right) || right.IsBelow(left))
        {
            return;
        }

        using DirectoryHandle leftParent = OpenParent(left);
        using DirectoryHandle rightParent = OpenParent(right);
        Assert.True(leftParent.TryExchange(left.Name, rightParent, right.Name));
    }

    /// <summary>Copies a file with its mode and time.</summary>
    public void Copy(RelativePath from, RelativePath to)
    {
        if (from == to || from.IsBelow(to) || !TryStat(from, out FileStatus status) || status.Type != EntryType.File || to.IsBelow(from))
        {
            return;
        }

        byte[] content = ReadFile(from);
        Write(to, content);
        using DirectoryHandle parent = OpenParent(to);
        parent.SetMode(to.Name, status.Mode);
        parent.SetModified(to.Name, status.ModifiedNs);
    }

    public void SetMode(RelativePath path, ushort mode)
    {
        using DirectoryHandle parent = OpenParent(path);
        parent.SetMode(path.Name, mode);
    }

    public void Touch(RelativePath path) => SetModified(path, NextTime());

    public void SetModified(RelativePath path, long modifiedNs)
    {
        using DirectoryHandle parent = OpenParent(path);
        parent.SetModified(path.Name, modifiedNs);
    }

    /// <summary>Bytes that differ for each seed: mostly noise, with a long run of zeros in some.</summary>
    public static byte[] Content(int length, int seed)
    {
        var content = new byte[length];
        ulong state = (ulong)seed * 0x9e3779b97f4a7c15;
        for (int i = 0; i + sizeof(ulong) <= length; i += sizeof(ulong))
        {
            state = (state ^ (state >> 29)) * 0xbf58476d1ce4e5b9 + 0x94d049bb133111eb;
            BinaryPrimitives.WriteUInt64LittleEndian(content.AsSpan(i), state);
        }

        if (seed % 4 == 0)
        {
            content.AsSpan(length / 4, length / 2).Clear();
        }

        return content;
    }

    private long NextTime() => _nextTimeNs += 1_000_000_007;

    private DirectoryHandle OpenParent(RelativePath path)
    {
        using RootedDirectory root = RootedDirectory.Open(_root);
        return root.OpenDirectory(path.Parent);
    }

    /// <summary>Opens the directory of a path; where something else stands on the way to it, a directory takes its place.</summary>
    private DirectoryHandle MakeWay(RelativePath path)
    {
        if (!path.Parent.IsRoot)
        {
            MakeDirectory(path.Parent);
        }

        return OpenParent(path);
    }

    private void Collect(RelativePath path, List<RelativePath> paths)
    {
        using RootedDirectory root = RootedDirectory.Open(_root);
        using DirectoryHandle directory = root.OpenDirectory(path);
        List<byte[]> names = TemporaryDirectory.NamesIn(directory);
        names.Sort((left, right) => left.AsSpan().SequenceCompareTo(right));
        foreach (byte[] name in names)
        {
            RelativePath child = path.Append(name);
            paths.Add(child);
            if (directory.TryStat(name, out FileStatus status) && status.Type == EntryType.Directory)
            {
                Collect(child, paths);
            }
        }
    }
}
