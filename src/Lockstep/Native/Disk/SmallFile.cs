using System.Text;
using Lockstep.Tree;

namespace Lockstep.Native.Disk;

/// <summary>
/// Reads small files that stand where a user, a project or git keeps them. Whatever stands there instead (a link to a device, a FIFO without a writer, a
/// file of gigabytes) costs neither time nor memory: opening does not wait, only regular files are read, and never more than a bound.
/// </summary>
public static class SmallFile
{
    /// <summary>The bytes of a file, symbolic links followed; null when nothing stands there.</summary>
    /// <param name="path">Absolute, or relative to the working directory.</param>
    /// <param name="maxLength">The most bytes it may have.</param>
    /// <exception cref="FileSystemException">It cannot be read, is no regular file or is longer; the cause names no path.</exception>
    public static byte[]? Read(string path, long maxLength)
    {
        byte[] name = Encoding.UTF8.GetBytes(path);
        using FileHandle? file = DiskFamily.Current.OpenAny(name);
        if (file is null)
        {
            return null;
        }

        FileStatus status = file.Status();
        if (FlawOf(status) is { } flaw)
        {
            throw new FileSystemException(Errno.None, "read", name, flaw);
        }

        return status.Size <= maxLength
            ? file.ReadAll(status.Size)
            : throw new FileSystemException(Errno.EFBIG, "read", name, TooLong(status.Size, maxLength));
    }

    /// <summary>
    /// What stands at a path instead of a regular file, symbolic links followed; null for a file, for nothing, and for
    /// what cannot be reached.
    /// </summary>
    public static string? FindFlaw(string path) =>
        NamedPlace.Find(Encoding.UTF8.GetBytes(path)) is { } place ? FlawOf(place.Status) : null;

    private static string? FlawOf(in FileStatus status) => status.Type switch
    {
        EntryType.File => null,
        EntryType.Directory => "it is a directory",
        _ => "it is not a regular file",
    };

    /// <summary>What is wrong with a file that is too long.</summary>
    internal static string TooLong(long length, long maxLength) => $"it is {length} bytes long, the most is {maxLength}";
}
