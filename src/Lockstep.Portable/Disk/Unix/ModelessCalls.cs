using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Portable.Disk.Unix;

/// <summary>Paths of Unix as a disk of Windows would have them: without permission bits, and with times in steps of 100 ns.</summary>
internal sealed class ModelessCalls : UnixPathCalls
{
    private const long StepNs = 100;
    private const ushort UsualFile = 0x1a4, UsualDirectory = 0x1ed;

    /// <inheritdoc/>
    public override ModeKeeper? Modes { get; } = new();

    /// <inheritdoc/>
    public override long TimeStepNs => StepNs;

    /// <inheritdoc/>
    public override Errno Stat(ReadOnlySpan<byte> path, bool isFollowing, out FileStatus status)
    {
        Errno error = base.Stat(path, isFollowing, out status);
        status = Reduced(status);
        return error;
    }

    /// <inheritdoc/>
    public override Errno Stat(SafeFileHandle file, out FileStatus status)
    {
        Errno error = base.Stat(file, out status);
        status = Reduced(status);
        return error;
    }

    /// <inheritdoc/>
    public override Errno OpenFile(ReadOnlySpan<byte> path, FileUse use, ushort mode, out SafeFileHandle? file) =>
        base.OpenFile(path, use, UsualFile, out file);

    /// <inheritdoc/>
    public override Errno MakeDirectory(ReadOnlySpan<byte> path, ushort mode) => base.MakeDirectory(path, UsualDirectory);

    /// <inheritdoc/>
    public override Errno SetMode(ReadOnlySpan<byte> path, ushort mode) => Stat(path, isFollowing: false, out _);

    /// <inheritdoc/>
    public override Errno SetMode(SafeFileHandle file, ushort mode) => Errno.None;

    /// <inheritdoc/>
    public override Errno SetModified(ReadOnlySpan<byte> path, long modifiedNs) => base.SetModified(path, modifiedNs - (modifiedNs % StepNs));

    /// <inheritdoc/>
    public override Errno SetModified(SafeFileHandle file, long modifiedNs) => base.SetModified(file, modifiedNs - (modifiedNs % StepNs));

    private static FileStatus Reduced(in FileStatus status) => status with
    {
        Mode = status.Type == EntryType.Directory ? UsualDirectory : UsualFile,
        ModifiedNs = status.ModifiedNs - (status.ModifiedNs % StepNs),
    };
}
