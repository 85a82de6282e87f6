using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Staging;

/// <summary>Finds the staged entries of changes, keeping the last directory open. For one thread.</summary>
internal sealed class StageCursor(RootedDirectory stage, StageLayout layout, IReadOnlyList<Change> changes) : IDisposable
{
    private DirectoryHandle? _directory;
    private int _directoryOf = -1;

    /// <summary>
    /// The directory in which a change is staged, lent until the next call, and the name it has there. Throws a <see cref="FileSystemException"/>
    /// when the directory is not there.
    /// </summary>
    public DirectoryHandle OpenParent(int index, out ReadOnlySpan<byte> name)
    {
        if (layout.IsUnit(index))
        {
            name = StageLayout.NameOf(changes[index].Path);
            return stage.Root;
        }

        name = changes[index].Path.Name;
        if (_directory is not null && SharesParent(index, _directoryOf))
        {
            return _directory;
        }

        _directory?.Dispose();
        _directory = null;
        if (!layout.TryPathOf(index, out RelativePath path))
        {
            throw new FileSystemException(Errno.ENAMETOOLONG, "stage", name);
        }

        _directory = stage.OpenDirectory(path.Parent);
        _directoryOf = index;
        return _directory;
    }

    /// <summary>Whether a change is staged, be it complete or not.</summary>
    public bool Stands(int index, out FileStatus status)
    {
        try
        {
            return OpenParent(index, out ReadOnlySpan<byte> name).TryStat(name, out status);
        }
        catch (FileSystemException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            status = default;
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _directory?.Dispose();

    private bool SharesParent(int left, int right) =>
        layout.UnitOf(left) == layout.UnitOf(right) && ParentOf(changes[left].Path).SequenceEqual(ParentOf(changes[right].Path));

    private static ReadOnlySpan<byte> ParentOf(RelativePath path) => path.Bytes[..Math.Max(path.Bytes.LastIndexOf((byte)'/'), 0)];
}
