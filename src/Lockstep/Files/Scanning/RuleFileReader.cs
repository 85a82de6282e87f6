using Lockstep.Filters;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Scanning;

/// <summary>
/// Reads rule files of the project. One that cannot be read or holds what cannot be taken for a rule is a failure, not an absent file: without it
/// nothing can be said about what stands beside it, and a secret could be sent.
/// </summary>
internal static class RuleFileReader
{
    /// <summary>Beyond any list of rules, for files of the project and those of git beside it.</summary>
    internal const long MaxLength = 1 << 20;

    /// <summary>
    /// The content of a regular file; null when there is none of that name, and for a directory or a symbolic link,
    /// which git does not follow either.
    /// </summary>
    public static byte[]? TryRead(DirectoryHandle directory, ReadOnlySpan<byte> name)
    {
        if (!directory.TryStat(name, out FileStatus status) || status.Type is EntryType.Directory or EntryType.Symlink)
        {
            return null;
        }

        if (status.Type != EntryType.File)
        {
            throw Failure(Errno.EINVAL, name, $"its {DisplayText.Of(name)} is no regular file, and nobody knows which rules it would give");
        }

        if (status.Size > MaxLength)
        {
            throw Failure(Errno.EFBIG, name, $"its {DisplayText.Of(name)} is {status.Size} bytes long, the most is {MaxLength}");
        }

        byte[] content = Read(directory, name, status.Size);
        return IgnoreFile.FindTooLong(content) is { } line
            ? throw Failure(Errno.EFBIG, name, $"its {DisplayText.Of(name)}:{line} has a pattern that is too long, the most is {IgnoreFile.MaxPatternLength} bytes")
            : content;
    }

    /// <summary>What the user should know of a rule file that is a symbolic link; null where it is none.</summary>
    public static string? FindLink(DirectoryHandle directory, ReadOnlySpan<byte> name) =>
        directory.TryStat(name, out FileStatus status) && status.Type == EntryType.Symlink
            ? "is a symbolic link, which neither git nor Lockstep follows for rules: none of it counts. Put the rules themselves there"
            : null;

    private static byte[] Read(DirectoryHandle directory, ReadOnlySpan<byte> name, long length)
    {
        try
        {
            using FileHandle file = directory.OpenFileForRead(name);
            return file.ReadAll(length);
        }
        catch (FileSystemException failure)
        {
            throw Failure(failure.Error, name, $"its {DisplayText.Of(name)} cannot be read: {failure.Cause}");
        }
    }

    private static FileSystemException Failure(Errno error, ReadOnlySpan<byte> name, string cause) => new(error, "read", name, cause);
}
