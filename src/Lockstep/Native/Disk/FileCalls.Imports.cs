using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Lockstep.Native.Disk;

/// <summary>The C library's functions under their own names. Calls younger than some C libraries go through <c>syscall(2)</c>.</summary>
internal static unsafe partial class FileCalls
{
    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int openat(
        SafeHandle directory,
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path,
        int flags,
        uint mode);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint openat2(
        nint number,
        SafeHandle directory,
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path,
        in OpenHow how,
        nuint size);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint getdents64(nint number, SafeHandle directory, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint fchmodat2(
        nint number,
        SafeHandle directory,
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path,
        uint mode,
        int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int statx(
        SafeHandle directory,
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path,
        int flags,
        uint mask,
        out StatxBuffer buffer);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint lgetxattr(
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path,
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> name,
        byte* value,
        nuint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial long lseek(SafeHandle file, long offset, int origin);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mkdirat(SafeHandle directory, [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mkfifoat(SafeHandle directory, [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unlinkat(SafeHandle directory, [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int renameat(
        SafeHandle from,
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path,
        SafeHandle to,
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> newPath);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int renameat2(
        SafeHandle from,
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path,
        SafeHandle to,
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> newPath,
        uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int linkat(
        SafeHandle from,
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path,
        SafeHandle to,
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> newPath,
        int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int symlinkat(
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> text,
        SafeHandle directory,
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint readlinkat(
        SafeHandle directory,
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path,
        byte* text,
        nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchmod(SafeHandle file, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchmodat(
        SafeHandle directory,
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path,
        uint mode,
        int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int utimensat(
        SafeHandle directory,
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path,
        TimeSpec* times,
        int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int futimens(SafeHandle file, TimeSpec* times);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeHandle file, int operation);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ftruncate(SafeHandle file, long length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(SafeHandle file, byte* buffer, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pread(SafeHandle file, byte* buffer, nuint length, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(SafeHandle file, byte* buffer, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pwrite(SafeHandle file, byte* buffer, nuint length, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint copy_file_range(
        SafeHandle source,
        ref long sourceOffset,
        SafeHandle destination,
        ref long offset,
        nuint length,
        uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeHandle file, nuint request, SafeHandle argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fdatasync(SafeHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int syncfs(SafeHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fstatfs(SafeHandle file, out StatfsBuffer buffer);

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc")]
    private static partial uint umask(uint mask);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint getrandom(byte* buffer, nuint length, uint flags);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
