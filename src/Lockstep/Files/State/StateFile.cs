using Lockstep.Native;
using Lockstep.Native.Disk;

namespace Lockstep.Files.State;

/// <summary>Reads and replaces whole files of the state directory.</summary>
internal static class StateFile
{
    /// <summary>The content of a file; null where there is none.</summary>
    public static byte[]? Read(DirectoryHandle directory, ReadOnlySpan<byte> name)
    {
        if (!directory.TryStat(name, out _))
        {
            return null;
        }

        using FileHandle file = directory.OpenFileForRead(name);
        return ReadAll(file, name);
    }

    /// <summary>The content of an open file.</summary>
    public static byte[] ReadAll(FileHandle file, ReadOnlySpan<byte> name)
    {
        long size = file.Status().Size;
        if (size > Array.MaxLength)
        {
            throw new FileSystemException(Errno.EFBIG, "read", name);
        }

        return file.ReadAll(size);
    }

    /// <summary>
    /// Cuts off what is behind the last whole record, before more is appended: a shorter record would otherwise leave the end of an old one behind it, and what
    /// follows that would count again.
    /// </summary>
    public static void CutBehind(FileHandle file, long end)
    {
        if (file.Status().Size > end)
        {
            file.SetLength(end);
        }
    }

    /// <summary>Creates an empty file, or empties the one that an interrupted write left.</summary>
    public static FileHandle CreateEmpty(DirectoryHandle directory, ReadOnlySpan<byte> name)
    {
        FileHandle file = directory.CreateFile(name, exclusive: false);
        file.SetLength(0);
        return file;
    }
}
