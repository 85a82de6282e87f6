using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files;

/// <summary>
/// Keeps the last directory of a <see cref="RootedDirectory"/> open, so that work in path order opens each directory once. For one thread.
/// What it has open stays the same directory when that is renamed: after renaming directories, <see cref="Forget"/>.
/// </summary>
public sealed class DirectoryCursor(RootedDirectory root) : IDisposable
{
    private DirectoryHandle? _directory;
    private RelativePath _path;

    /// <summary>The directory that holds a path, lent until the next call.</summary>
    public DirectoryHandle OpenParent(RelativePath path)
    {
        ReadOnlySpan<byte> parent = path.Bytes[..Math.Max(path.Bytes.LastIndexOf((byte)'/'), 0)];
        if (parent.IsEmpty)
        {
            return root.Root;
        }

        return _directory is not null && _path.Bytes.SequenceEqual(parent) ? _directory : OpenDirectory(path.Parent);
    }

    /// <summary>A directory itself, lent until the next call.</summary>
    public DirectoryHandle OpenDirectory(RelativePath path)
    {
        if (path.IsRoot)
        {
            return root.Root;
        }

        if (_directory is null || _path != path)
        {
            Forget();
            _directory = root.OpenDirectory(path);
            _path = path;
        }

        return _directory;
    }

    /// <summary>Closes what is open, so that the next call looks anew.</summary>
    public void Forget()
    {
        _directory?.Dispose();
        _directory = null;
    }

    /// <inheritdoc/>
    public void Dispose() => Forget();
}
