using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Portable.Disk.Windows;

/// <summary>Calls of kernel32 about files; see learn.microsoft.com for each.</summary>
internal static unsafe partial class WindowsImports
{
    private const string Library = "kernel32";

    [LibraryImport(Library, EntryPoint = "CreateFileW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial SafeFileHandle Open(string path, uint access, uint share, nint security, uint disposition, uint flags, nint template);

    [LibraryImport(Library, EntryPoint = "GetFileInformationByHandle", SetLastError = true)]
    public static partial int GetInformation(SafeFileHandle file, WindowsInformation* information);

    [LibraryImport(Library, EntryPoint = "GetFileInformationByHandleEx", SetLastError = true)]
    public static partial int GetInformation(SafeFileHandle file, int kind, void* information, uint length);

    [LibraryImport(Library, EntryPoint = "GetFinalPathNameByHandleW", SetLastError = true)]
    public static partial uint GetFinalPath(SafeFileHandle file, char* path, uint length, uint flags);

    [LibraryImport(Library, EntryPoint = "SetFileTime", SetLastError = true)]
    public static partial int SetTimes(SafeFileHandle file, long* created, long* accessed, long* written);

    [LibraryImport(Library, EntryPoint = "CreateDirectoryW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial int MakeDirectory(string path, nint security);

    [LibraryImport(Library, EntryPoint = "RemoveDirectoryW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial int RemoveDirectory(string path);

    [LibraryImport(Library, EntryPoint = "DeleteFileW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial int Delete(string path);

    [LibraryImport(Library, EntryPoint = "MoveFileExW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial int Move(string path, string newPath, uint flags);

    [LibraryImport(Library, EntryPoint = "CreateHardLinkW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial int Link(string newPath, string path, nint security);

    [LibraryImport(Library, EntryPoint = "CreateSymbolicLinkW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial byte Symlink(string path, string target, uint flags);

    [LibraryImport(Library, EntryPoint = "SetFileAttributesW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial int SetAttributes(string path, uint attributes);

    [LibraryImport(Library, EntryPoint = "FlushFileBuffers", SetLastError = true)]
    public static partial int Flush(SafeFileHandle file);

    [LibraryImport(Library, EntryPoint = "LockFileEx", SetLastError = true)]
    public static partial int Lock(SafeFileHandle file, uint flags, uint reserved, uint low, uint high, NativeOverlapped* place);

    [LibraryImport(Library, EntryPoint = "UnlockFileEx", SetLastError = true)]
    public static partial int Unlock(SafeFileHandle file, uint reserved, uint low, uint high, NativeOverlapped* place);

    [LibraryImport(Library, EntryPoint = "GetDiskFreeSpaceExW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial int GetSpace(string path, ulong* available, ulong* total, ulong* free);
}
