using System.Diagnostics.CodeAnalysis;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Owners;
using Lockstep.Tree;

namespace Lockstep.Files;

/// <summary>
/// A directory tree that paths cannot leave: every directory below is reached from the open root without following a symbolic link, in
/// one call where the kernel can (<c>openat2</c>), else component by component. Safe for many threads. Failures are
/// <see cref="FileSystemException"/>.
/// </summary>
public sealed class RootedDirectory : IDisposable
{
    private volatile bool _resolvesInKernel;

    /// <summary>Takes over an open directory as the root.</summary>
    /// <param name="root">Disposed with this.</param>
    public RootedDirectory(DirectoryHandle root)
        : this(root, resolvesInKernel: true)
    {
    }

    internal RootedDirectory(DirectoryHandle root, bool resolvesInKernel)
    {
        Root = root;
        _resolvesInKernel = resolvesInKernel;
    }

    /// <summary>The root itself.</summary>
    public DirectoryHandle Root { get; }

    /// <summary>Whose repositories count in a project; null for those of the user.</summary>
    public OwnerRule? Owners { get; init; }

    /// <summary>Opens a root the user named: absolute or relative to the working directory, symbolic links followed.</summary>
    public static RootedDirectory Open(ReadOnlySpan<byte> path, OwnerRule? owners = null) => new(DirectoryHandle.Open(path)) { Owners = owners };

    /// <summary>Opens a directory; the caller disposes it.</summary>
    public DirectoryHandle OpenDirectory(RelativePath path) =>
        TryOpenDirectory(path, out DirectoryHandle? directory, out Errno error)
            ? directory
            : throw new FileSystemException(error, "open directory", path.Bytes);

    /// <summary>Opens a directory, which the caller disposes, or tells the error.</summary>
    public bool TryOpenDirectory(RelativePath path, [NotNullWhen(true)] out DirectoryHandle? directory, out Errno error)
    {
        if (path.IsRoot)
        {
            (directory, error) = (Root.Reopen(), Errno.None);
            return true;
        }

        if (!_resolvesInKernel)
        {
            return TryOpenByComponent(path, out directory, out error);
        }

        if (Root.TryOpenBeneath(path.Bytes, out directory, out error))
        {
            return true;
        }

        _resolvesInKernel = error != Errno.ENOSYS;
        // EPERM is what a container's system call filter answers to a call it does not know; EAGAIN and EXDEV, the kernel to a rename meanwhile.
        return error is Errno.ENOSYS or Errno.EPERM or Errno.EAGAIN or Errno.EXDEV && TryOpenByComponent(path, out directory, out error);
    }

    /// <inheritdoc/>
    public void Dispose() => Root.Dispose();

    private bool TryOpenByComponent(RelativePath path, [NotNullWhen(true)] out DirectoryHandle? directory, out Errno error)
    {
        directory = null;
        error = Errno.None;
        DirectoryHandle current = Root;
        foreach (Range range in path.Bytes.Split((byte)'/'))
        {
            bool isOpen = current.TryOpenDirectory(path.Bytes[range], out directory, out error);
            if (current != Root)
            {
                current.Dispose();
            }

            if (!isOpen)
            {
                return false;
            }

            current = directory!;
        }

        return directory is not null;
    }
}
