using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Portable.Disk;

/// <summary>
/// Disks by paths, as every operating system has them. Unlike handles, a path may lead elsewhere when somebody swaps a
/// directory above it for a link at the same moment: nothing here protects from that.
/// </summary>
internal sealed class PathDisk(PathCalls calls) : DiskFamily
{
    /// <inheritdoc/>
    public override DirectoryHandle OpenDirectory(ReadOnlySpan<byte> path)
    {
        byte[] absolute = calls.MakeAbsolute(path);
        Errno error = calls.Stat(absolute, isFollowing: true, out FileStatus status);
        error = error == Errno.None && status.Type != EntryType.Directory ? Errno.ENOTDIR : error;
        byte[]? real = error == Errno.None ? calls.RealPath(absolute) : null;
        return error == Errno.None
            ? new PathDirectory(calls, real ?? absolute)
            : throw new FileSystemException(error, "open directory", path);
    }

    /// <inheritdoc/>
    public override long TimeStepNs => calls.TimeStepNs;

    /// <inheritdoc/>
    public override bool LacksModes => calls.Modes is not null;

    /// <inheritdoc/>
    public override void KeepModes(string directory, ExecutableRule rule) => calls.Modes?.Remember(directory, rule);

    /// <inheritdoc/>
    public override byte[] BytesOf(string path) => calls.BytesOf(path);

    /// <inheritdoc/>
    public override string TextOf(ReadOnlySpan<byte> path) => calls.TextOf(path);

    /// <inheritdoc/>
    public override FileHandle? OpenAny(ReadOnlySpan<byte> path)
    {
        byte[] absolute = calls.MakeAbsolute(path);
        Errno error = calls.Stat(absolute, isFollowing: true, out FileStatus status);
        if (error is Errno.ENOENT or Errno.ENOTDIR)
        {
            return null;
        }

        if (error == Errno.None && status.Type != EntryType.File)
        {
            return new UnopenedFile(status);
        }

        SafeFileHandle? file = null;
        error = error == Errno.None ? calls.OpenFile(calls.RealPath(absolute) ?? absolute, FileUse.Read, mode: 0, out file) : error;
        return error switch
        {
            Errno.None => new PathFile(calls, file!, absolute),
            Errno.ENOENT => null,
            _ => throw new FileSystemException(error, "read", path),
        };
    }

    /// <inheritdoc/>
    public override NamedPlace? Find(ReadOnlySpan<byte> path)
    {
        byte[] absolute = calls.MakeAbsolute(path);
        return calls.Stat(absolute, isFollowing: true, out FileStatus status) == Errno.None
            ? new NamedPlace(calls.RealPath(absolute) ?? absolute, status) { BornNs = calls.BornNs(absolute) }
            : null;
    }

    /// <inheritdoc/>
    public override FileStatus? Look(ReadOnlySpan<byte> path) =>
        calls.Stat(calls.MakeAbsolute(path), isFollowing: false, out FileStatus status) == Errno.None ? status : null;
}
