using Lockstep.Filters;
using Lockstep.Native;

namespace Lockstep.Files.Scanning;

/// <summary>
/// Reads the rule files of directories. One that is there and cannot be read is a <see cref="FileSystemException"/>: without its rules
/// nothing can be said about what stands beside it, and a secret could be sent.
/// </summary>
internal static class RuleFileReader
{
    /// <summary>More than any list of rules or index of a real repository.</summary>
    private const long MaxLength = 512 << 20;

    /// <summary>The rule files among the names of a directory.</summary>
    /// <param name="directory">The directory, opened for reading.</param>
    /// <param name="names">What stands in it.</param>
    /// <param name="gitFlaw">Why the git index cannot be used, or null.</param>
    public static RuleFiles Read(DirectoryHandle directory, NameTable names, out string? gitFlaw)
    {
        gitFlaw = null;
        return new RuleFiles
        {
            GitIgnore = names.Find(".gitignore"u8) < 0 ? null : TryRead(directory, ".gitignore"u8),
            LockstepIgnore = names.Find(".lockstepignore"u8) < 0 ? null : TryRead(directory, ".lockstepignore"u8),
            Git = names.Find(".git"u8) < 0 ? null : GitRepository.Read(directory, out gitFlaw),
        };
    }

    /// <summary>The content of a regular file; null when there is none of that name.</summary>
    public static byte[]? TryRead(DirectoryHandle directory, ReadOnlySpan<byte> name)
    {
        if (!directory.TryStat(name, out FileStatus status) || status.Type != Tree.EntryType.File)
        {
            return null;
        }

        try
        {
            using FileHandle file = directory.OpenFileForRead(name);
            return ReadAll(file, status.Size, name);
        }
        catch (FileSystemException failure)
        {
            throw new FileSystemException(failure.Error, "read", name, $"its {Tree.DisplayText.Of(name)} cannot be read: {failure.Cause}");
        }
    }

    private static byte[] ReadAll(FileHandle file, long size, ReadOnlySpan<byte> name)
    {
        if (size > MaxLength)
        {
            throw new FileSystemException(Errno.EFBIG, "read", name);
        }

        var content = new byte[size];
        int length = 0;
        while (length < content.Length && file.Read(content.AsSpan(length)) is > 0 and int read)
        {
            length += read;
        }

        return length == content.Length ? content : content[..length];
    }
}
