using Lockstep.Files.Hashing;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Committing;

/// <summary>What stands on the disk, read afresh: all metadata, all contents, no stamps.</summary>
internal static class DiskTree
{
    public static Snapshot Read(string path)
    {
        if (!Directory.Exists(path))
        {
            return Snapshot.Absent;
        }

        using DirectoryHandle root = DirectoryHandle.Open(System.Text.Encoding.UTF8.GetBytes(path));
        using var hasher = new ContentHasher();
        return new Snapshot(root.Status().ToEntry(), ReadList(root, hasher));
    }

    private static EntryList ReadList(DirectoryHandle directory, ContentHasher hasher)
    {
        List<byte[]> names = TemporaryDirectory.NamesIn(directory);
        names.Sort((left, right) => left.AsSpan().SequenceCompareTo(right));
        var builder = new EntryListBuilder();
        foreach (byte[] name in names)
        {
            if (!directory.TryStat(name, out FileStatus status) || name.AsSpan().SequenceEqual(".lockstep"u8))
            {
                continue;
            }

            Entry entry = status.ToEntry();
            EntryList children = EntryList.Empty;
            if (entry.IsDirectory)
            {
                using DirectoryHandle child = directory.OpenDirectory(name);
                children = ReadList(child, hasher);
            }
            else if (entry.HasContent && hasher.TryHash(directory, name, out _, out ContentHash content, out _))
            {
                entry = entry with { Content = content };
            }

            builder.Add(name, entry, children);
        }

        return builder.Build();
    }
}
