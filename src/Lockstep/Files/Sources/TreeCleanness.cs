using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Sources;

/// <summary>
/// Tells whether a scanned project is what its commit has, without starting git for files: those whose <c>stat</c> the index knows are as they were, a few in
/// doubt are hashed as git would. In doubt it is not clean, which costs others a question and nobody a file.
/// </summary>
internal sealed class TreeCleanness(RootedDirectory root, Func<RelativePath, bool, bool> isProtected)
{
    private const int MostInDoubt = 4096;
    private const long MostDoubtfulBytes = 64 << 20;

    private readonly List<(RelativePath Path, byte[] Blob)> _doubtful = [];
    private long _doubtfulBytes;
    private int _found;
    private bool _isDirty;

    /// <summary>Whether every file of the project is the index's, and every file of the index that is sent is there.</summary>
    public bool IsIndexed(IndexedTree index, Snapshot project)
    {
        index.VisitAll(project, (file, path, directory, at) => Visit(index, file, path, directory, at));
        return !_isDirty && _found == CountFiles(project.Entries) && _doubtful.TrueForAll(IsUnchanged);
    }

    private void Visit(IndexedTree index, IndexedFile file, ReadOnlySpan<byte> path, EntryList directory, int at)
    {
        if (_isDirty)
        {
            return;
        }

        if (at < 0)
        {
            _isDirty = !isProtected(RelativePath.Parse(path), false);
            return;
        }

        ref readonly Entry entry = ref directory[at];
        if (entry.IsDirectory && !file.IsPlain)
        {
            // A submodule: its files count as what no commit of this repository has.
            return;
        }

        bool isKnown = file.IsPlain && file.HasStatOf(entry, directory.StampAt(at)) && entry.ModifiedNs < index.ModifiedNs;
        bool isDoubtful = !isKnown && file.IsPlain && file.HasModeOf(entry) && file.Blob.Length == GitBlob.NameLength;
        _found++;
        _isDirty = !isKnown && !isDoubtful;
        if (isDoubtful)
        {
            _doubtfulBytes += entry.Size;
            _isDirty = _doubtful.Count == MostInDoubt || _doubtfulBytes > MostDoubtfulBytes;
            _doubtful.Add((RelativePath.Parse(path), file.Blob.ToArray()));
        }
    }

    private bool IsUnchanged((RelativePath Path, byte[] Blob) doubtful)
    {
        try
        {
            using DirectoryHandle directory = root.OpenDirectory(doubtful.Path.Parent);
            return GitBlob.NameOf(Read(directory, doubtful.Path.Name)).AsSpan().SequenceEqual(doubtful.Blob);
        }
        catch (FileSystemException)
        {
            return false;
        }
    }

    private static byte[] Read(DirectoryHandle directory, ReadOnlySpan<byte> name)
    {
        if (!directory.TryStat(name, out FileStatus status) || status.Size > MostDoubtfulBytes)
        {
            throw new FileSystemException(Errno.ENOENT, "read", name);
        }

        if (status.Type == EntryType.Symlink)
        {
            byte[] text = new byte[status.Size + 1];
            return text[..directory.ReadLink(name, text)];
        }

        using FileHandle file = directory.OpenFileForRead(name, out status);
        return file.ReadAll(status.Size);
    }

    private static int CountFiles(EntryList list)
    {
        int count = 0;
        for (int i = 0; i < list.Count; i++)
        {
            count += list[i].IsDirectory ? CountFiles(list.ChildrenAt(i)) : 1;
        }

        return count;
    }
}
