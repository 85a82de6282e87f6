using Lockstep.Files.Hashing;
using Lockstep.Files.State;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Past;

/// <summary>The way to the contents of the past: slots of runs, and the root where a content lives on. Keeps the last directory open. For one thread.</summary>
internal sealed class PastContents(RunHistory history, RootedDirectory? root) : IDisposable
{
    private readonly DirectoryCursor? _cursor = root is null ? null : new DirectoryCursor(root);
    private RootedDirectory? _run;
    private DirectoryHandle? _below;
    private long _number;

    /// <summary>
    /// The directory that holds a content, lent until the next call, and the content's name there. Throws a <see cref="FileSystemException"/> when the directory
    /// is not there.
    /// </summary>
    public DirectoryHandle OpenParent(ContentPlace place, out ReadOnlySpan<byte> name)
    {
        switch (place.Kind)
        {
            case PlaceKind.Root when _cursor is not null:
                name = place.Path.Name;
                return _cursor.OpenParent(place.Path);
            case PlaceKind.Stranded:
                name = RunHistory.StrandedName(place.Index);
                return OpenRun(place.Run).Root;
            case PlaceKind.Slot when place.Path.IsRoot:
                name = RunHistory.SlotName(place.Index);
                return OpenRun(place.Run).Root;
            case PlaceKind.Slot:
                name = place.Path.Name;
                _below?.Dispose();
                _below = OpenRun(place.Run).OpenDirectory(RelativePath.Parse([.. RunHistory.SlotName(place.Index), (byte)'/', .. place.Path.Bytes]).Parent);
                return _below;
            default:
                throw new FileSystemException(Errno.ENOENT, "open", place.Path.Bytes);
        }
    }

    /// <summary>Hashes a content; false where it cannot be read.</summary>
    public bool TryHash(ContentPlace place, ContentHasher hasher, out ContentHash content)
    {
        try
        {
            DirectoryHandle parent = OpenParent(place, out ReadOnlySpan<byte> name);
            return hasher.TryHash(parent, name, out _, out content, out _);
        }
        catch (FileSystemException)
        {
            content = default;
            return false;
        }
    }

    /// <summary>What is in a slot that is a directory, by the path below it.</summary>
    public List<(RelativePath Path, Entry Entry)> ListBelow(ContentPlace place)
    {
        var found = new List<(RelativePath Path, Entry Entry)>();
        DirectoryHandle parent = OpenParent(place, out ReadOnlySpan<byte> name);
        if (parent.TryOpenDirectory(name, out DirectoryHandle? directory, out _))
        {
            using (directory)
            {
                Collect(directory, RelativePath.Root, found);
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _below?.Dispose();
        _run?.Dispose();
        _cursor?.Dispose();
    }

    private static void Collect(DirectoryHandle directory, RelativePath path, List<(RelativePath Path, Entry Entry)> found)
    {
        foreach (byte[] name in TreeRemoval.NamesIn(directory))
        {
            if (!directory.TryStat(name, out FileStatus status) || status.Type == EntryType.Special)
            {
                continue;
            }

            found.Add((path.Append(name), status.ToEntry()));
            if (status.Type == EntryType.Directory && directory.TryOpenDirectory(name, out DirectoryHandle? child, out _))
            {
                using (child)
                {
                    Collect(child, path.Append(name), found);
                }
            }
        }
    }

    private RootedDirectory OpenRun(long run)
    {
        if (_run is null || _number != run)
        {
            _run?.Dispose();
            _run = new RootedDirectory(history.OpenRun(run));
            _number = run;
        }

        return _run;
    }
}
