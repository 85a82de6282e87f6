using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using Lockstep.Native.Disk;

namespace Lockstep.Portable.Disk.Unix;

/// <summary>
/// Calls of <c>libSystem.Native</c>, the native part of the runtime: the same on every Unix, its structures too.
/// </summary>
internal static unsafe partial class UnixImports
{
    private const string Library = "libSystem.Native";

    [LibraryImport(Library, EntryPoint = "SystemNative_LStat", SetLastError = true)]
    public static partial int StatLink(
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path, UnixStatus* status);

    [LibraryImport(Library, EntryPoint = "SystemNative_Stat", SetLastError = true)]
    public static partial int Stat([MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path, UnixStatus* status);

    [LibraryImport(Library, EntryPoint = "SystemNative_FStat", SetLastError = true)]
    public static partial int StatOpen(SafeHandle file, UnixStatus* status);

    [LibraryImport(Library, EntryPoint = "SystemNative_Open", SetLastError = true)]
    public static partial nint Open([MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path, int flags, int mode);

    [LibraryImport(Library, EntryPoint = "SystemNative_OpenDir", SetLastError = true)]
    public static partial nint OpenDirectory([MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path);

    [LibraryImport(Library, EntryPoint = "SystemNative_ReadDir")]
    public static partial int ReadDirectory(nint directory, UnixName* name);

    [LibraryImport(Library, EntryPoint = "SystemNative_CloseDir")]
    public static partial int CloseDirectory(nint directory);

    [LibraryImport(Library, EntryPoint = "SystemNative_MkDir", SetLastError = true)]
    public static partial int MakeDirectory([MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path, int mode);

    [LibraryImport(Library, EntryPoint = "SystemNative_RmDir", SetLastError = true)]
    public static partial int RemoveDirectory([MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path);

    [LibraryImport(Library, EntryPoint = "SystemNative_Unlink", SetLastError = true)]
    public static partial int Unlink([MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path);

    [LibraryImport(Library, EntryPoint = "SystemNative_Rename", SetLastError = true)]
    public static partial int Rename(
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path,
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> newPath);

    [LibraryImport(Library, EntryPoint = "SystemNative_Link", SetLastError = true)]
    public static partial int Link(
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path,
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> newPath);

    [LibraryImport(Library, EntryPoint = "SystemNative_SymLink", SetLastError = true)]
    public static partial int Symlink(
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> text,
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path);

    [LibraryImport(Library, EntryPoint = "SystemNative_ReadLink", SetLastError = true)]
    public static partial int ReadLink([MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path, byte* text, int length);

    [LibraryImport(Library, EntryPoint = "SystemNative_RealPath", SetLastError = true)]
    public static partial byte* RealPath([MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path);

    [LibraryImport(Library, EntryPoint = "SystemNative_Free")]
    public static partial void Free(void* memory);

    [LibraryImport(Library, EntryPoint = "SystemNative_ChMod", SetLastError = true)]
    public static partial int SetMode([MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path, int mode);

    [LibraryImport(Library, EntryPoint = "SystemNative_FChMod", SetLastError = true)]
    public static partial int SetModeOfOpen(SafeHandle file, int mode);

    [LibraryImport(Library, EntryPoint = "SystemNative_UTimensat", SetLastError = true)]
    public static partial int SetTimes([MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path, TimeSpec* times);

    [LibraryImport(Library, EntryPoint = "SystemNative_FUTimens", SetLastError = true)]
    public static partial int SetTimesOfOpen(SafeHandle file, TimeSpec* times);

    [LibraryImport(Library, EntryPoint = "SystemNative_FSync", SetLastError = true)]
    public static partial int Flush(SafeHandle file);

    [LibraryImport(Library, EntryPoint = "SystemNative_Sync")]
    public static partial void FlushAll();

    [LibraryImport(Library, EntryPoint = "SystemNative_FLock", SetLastError = true)]
    public static partial int Lock(SafeHandle file, int operation);

    [LibraryImport(Library, EntryPoint = "SystemNative_GetEUid")]
    public static partial uint GetUserId();

    [LibraryImport(Library, EntryPoint = "SystemNative_GetCryptographicallySecureRandomBytes")]
    public static partial int GetRandom(byte* buffer, int length);

    [LibraryImport(Library, EntryPoint = "SystemNative_ConvertErrorPlatformToPal")]
    public static partial int ToCommonError(int error);

    [LibraryImport(Library, EntryPoint = "SystemNative_IsATty")]
    public static partial int IsTerminal(nint stream);

    [LibraryImport(Library, EntryPoint = "SystemNative_GetWindowSize")]
    public static partial int GetWindowSize(nint terminal, UnixWindowSize* size);

    [LibraryImport(Library, EntryPoint = "SystemNative_Read", SetLastError = true)]
    public static partial int Read(nint file, byte* buffer, int length);

    [LibraryImport(Library, EntryPoint = "SystemNative_Write", SetLastError = true)]
    public static partial int Write(nint file, byte* bytes, int length);

    /// <summary>kill(2): numbers of signals up to 15 are the same on every Unix.</summary>
    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Kill(int process, int signal);

    [LibraryImport(Library, EntryPoint = "SystemNative_Access", SetLastError = true)]
    public static partial int Access([MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path, int mode);
}
