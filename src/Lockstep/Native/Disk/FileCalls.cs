using System.Runtime.InteropServices;

namespace Lockstep.Native.Disk;

/// <summary>
/// The file system's calls, one thin method each: an interrupted call is repeated, a failed one gives its error number. No call follows a
/// symbolic link at the end of its path unless it says so. <see cref="DirectoryHandle"/> and <see cref="FileHandle"/> are what others use.
/// </summary>
internal static unsafe partial class FileCalls
{
    /// <summary>Rename flag: fail when something stands at the new path.</summary>
    public const uint RenameNoReplace = 1;

    /// <summary>Rename flag: swap the two.</summary>
    public const uint RenameExchange = 2;

    /// <summary>For <see cref="Unlink"/>: remove an empty directory.</summary>
    public const int RemoveDirectory = 0x200;

    private const int NoFollow = 0x100;
    private const int NoAutomount = 0x800;
    private const int EmptyPath = 0x1000;
    private const uint BasicStatistics = 0x7ff;
    private const uint BirthTime = 0x800;
    private const ulong ResolveBeneath = 0x8 | 0x4 | 0x2;
    private const nuint CloneRequest = 0x40049409;

    private const nint SystemCallOpenat2 = 437;
    private const nint SystemCallFchmodat2 = 452;
    private static readonly nint SystemCallGetdents64 = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 217 : 61;

    public static CallResult Open(SafeHandle directory, ReadOnlySpan<byte> path, int flags, uint mode = 0)
    {
        DiskWork.Count();
        CallResult result;
        do
        {
            result = CallResult.Of(openat(directory, path, flags | OpenFlags.CloseOnExec, mode));
        }
        while (result.IsInterrupted);
        return result;
    }

    /// <summary>Opens below a directory; the kernel sees to it that no component is a symbolic link or leaves the directory.</summary>
    public static CallResult OpenBeneath(SafeHandle directory, ReadOnlySpan<byte> path, int flags)
    {
        DiskWork.Count();
        var how = new OpenHow { Flags = (ulong)(flags | OpenFlags.CloseOnExec), Resolve = ResolveBeneath };
        CallResult result;
        do
        {
            result = CallResult.Of(openat2(SystemCallOpenat2, directory, path, in how, (nuint)sizeof(OpenHow)));
        }
        while (result.IsInterrupted);
        return result;
    }

    public static Errno Stat(SafeHandle directory, ReadOnlySpan<byte> name, out FileStatus status)
    {
        DiskWork.Count();
        int flags = name.IsEmpty ? NoFollow | NoAutomount | EmptyPath : NoFollow | NoAutomount;
        CallResult result;
        StatxBuffer buffer;
        do
        {
            result = CallResult.Of(statx(directory, name, flags, BasicStatistics, out buffer));
        }
        while (result.IsInterrupted);
        status = result.Succeeded ? FileStatus.From(buffer) : default;
        return result.Error;
    }

    /// <summary>When what is open was made, in nanoseconds since 1970; 0 where the file system does not keep that.</summary>
    public static long GetBirth(SafeHandle file)
    {
        var result = CallResult.Of(statx(file, default, NoFollow | NoAutomount | EmptyPath, BirthTime, out StatxBuffer buffer));
        return result.Succeeded ? TimeSpec.ToNanoseconds(buffer.BornSeconds, buffer.BornNanoseconds) : 0;
    }

    public static CallResult ListEntries(SafeHandle directory, Span<byte> buffer)
    {
        DiskWork.Count();
        fixed (byte* start = buffer)
        {
            return CallResult.Of(getdents64(SystemCallGetdents64, directory, start, (nuint)buffer.Length));
        }
    }

    public static CallResult Rewind(SafeHandle directory) => CallResult.Of(lseek(directory, 0, 0));

    public static CallResult MakePipe(SafeHandle directory, ReadOnlySpan<byte> name, uint mode) =>
        CallResult.Of(mkfifoat(directory, name, mode));

    public static CallResult MakeDirectory(SafeHandle directory, ReadOnlySpan<byte> name, uint mode) =>
        CallResult.Of(mkdirat(directory, name, mode));

    public static CallResult Unlink(SafeHandle directory, ReadOnlySpan<byte> name, int flags)
    {
        DiskWork.Count();
        return CallResult.Of(unlinkat(directory, name, flags));
    }

    public static CallResult Rename(SafeHandle from, ReadOnlySpan<byte> name, SafeHandle to, ReadOnlySpan<byte> newName, uint flags)
    {
        DiskWork.Count();
        return CallResult.Of(flags == 0 ? renameat(from, name, to, newName) : renameat2(from, name, to, newName, flags));
    }

    public static CallResult Link(SafeHandle from, ReadOnlySpan<byte> name, SafeHandle to, ReadOnlySpan<byte> newName) =>
        CallResult.Of(linkat(from, name, to, newName, 0));

    public static CallResult Symlink(ReadOnlySpan<byte> text, SafeHandle directory, ReadOnlySpan<byte> name) =>
        CallResult.Of(symlinkat(text, directory, name));

    public static CallResult ReadLink(SafeHandle directory, ReadOnlySpan<byte> name, Span<byte> text)
    {
        fixed (byte* start = text)
        {
            return CallResult.Of(readlinkat(directory, name, start, (nuint)text.Length));
        }
    }

    /// <summary>The length of an extended attribute of the entry itself.</summary>
    public static CallResult AttributeLength(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name) =>
        CallResult.Of(lgetxattr(path, name, null, 0));

    public static CallResult SetMode(SafeHandle file, uint mode) => CallResult.Of(fchmod(file, mode));

    /// <summary>Since Linux 6.6; before, the error is <see cref="Errno.ENOSYS"/>.</summary>
    public static CallResult SetModeNoFollow(SafeHandle directory, ReadOnlySpan<byte> name, uint mode) =>
        CallResult.Of(fchmodat2(SystemCallFchmodat2, directory, name, mode, NoFollow));

    /// <summary>Follows a symbolic link: only for a path that cannot be one, as those of the proc file system.</summary>
    public static CallResult SetModeFollowing(SafeHandle directory, ReadOnlySpan<byte> path, uint mode) =>
        CallResult.Of(fchmodat(directory, path, mode, 0));

    public static CallResult SetModified(SafeHandle directory, ReadOnlySpan<byte> name, long modifiedNs)
    {
        TimeSpec* times = stackalloc TimeSpec[2] { TimeSpec.Unchanged, TimeSpec.FromNanoseconds(modifiedNs) };
        return CallResult.Of(utimensat(directory, name, times, NoFollow));
    }

    public static CallResult SetModified(SafeHandle file, long modifiedNs)
    {
        TimeSpec* times = stackalloc TimeSpec[2] { TimeSpec.Unchanged, TimeSpec.FromNanoseconds(modifiedNs) };
        return CallResult.Of(futimens(file, times));
    }

    public static CallResult Lock(SafeHandle file, int operation)
    {
        CallResult result;
        do
        {
            result = CallResult.Of(flock(file, operation));
        }
        while (result.IsInterrupted);
        return result;
    }

    public static CallResult SetLength(SafeHandle file, long length)
    {
        CallResult result;
        do
        {
            result = CallResult.Of(ftruncate(file, length));
        }
        while (result.IsInterrupted);
        return result;
    }

    public static CallResult Read(SafeHandle file, Span<byte> buffer)
    {
        DiskWork.Count();
        fixed (byte* start = buffer)
        {
            CallResult result;
            do
            {
                result = CallResult.Of(read(file, start, (nuint)buffer.Length));
            }
            while (result.IsInterrupted);
            return result;
        }
    }

    public static CallResult ReadAt(SafeHandle file, Span<byte> buffer, long offset)
    {
        DiskWork.Count();
        fixed (byte* start = buffer)
        {
            CallResult result;
            do
            {
                result = CallResult.Of(pread(file, start, (nuint)buffer.Length, offset));
            }
            while (result.IsInterrupted);
            return result;
        }
    }

    public static CallResult Write(SafeHandle file, ReadOnlySpan<byte> bytes)
    {
        DiskWork.Count();
        fixed (byte* start = bytes)
        {
            CallResult result;
            do
            {
                result = CallResult.Of(write(file, start, (nuint)bytes.Length));
            }
            while (result.IsInterrupted);
            return result;
        }
    }

    public static CallResult WriteAt(SafeHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        DiskWork.Count();
        fixed (byte* start = bytes)
        {
            CallResult result;
            do
            {
                result = CallResult.Of(pwrite(file, start, (nuint)bytes.Length, offset));
            }
            while (result.IsInterrupted);
            return result;
        }
    }

    public static CallResult CopyRange(SafeHandle source, long sourceOffset, SafeHandle destination, long offset, long length)
    {
        DiskWork.CountLong();
        CallResult result;
        do
        {
            result = CallResult.Of(copy_file_range(source, ref sourceOffset, destination, ref offset, (nuint)length, 0));
        }
        while (result.IsInterrupted);
        return result;
    }

    public static CallResult Clone(SafeHandle source, SafeHandle destination) => CallResult.Of(ioctl(destination, CloneRequest, source));

    public static CallResult Flush(SafeHandle file)
    {
        DiskWork.CountLong();
        CallResult result;
        do
        {
            result = CallResult.Of(fsync(file));
        }
        while (result.IsInterrupted);
        return result;
    }

    public static CallResult FlushContent(SafeHandle file)
    {
        DiskWork.CountLong();
        CallResult result;
        do
        {
            result = CallResult.Of(fdatasync(file));
        }
        while (result.IsInterrupted);
        return result;
    }

    public static CallResult FlushFileSystem(SafeHandle file) => CallResult.Of(syncfs(file));

    public static CallResult GetSpace(SafeHandle file, out FileSystemSpace space)
    {
        var result = CallResult.Of(fstatfs(file, out StatfsBuffer buffer));
        space = result.Succeeded ? FileSystemSpace.From(buffer) : default;
        return result;
    }

    public static uint GetEffectiveUserId() => geteuid();

    public static CallResult GetRandom(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return CallResult.Of(getrandom(start, (nuint)buffer.Length, flags: 0));
        }
    }

    public static uint SetFileCreationMask(uint mask) => umask(mask);

    public static void Close(nint descriptor) => _ = close((int)descriptor);
}
