using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Scanning;

/// <summary>Reads rule files of the project.</summary>
internal static class RuleFileReader
{
    /// <summary>Beyond any list of rules.</summary>
    private const long MaxLength = 64 << 20;

    /// <summary>The content of a regular file; null when there is none of that name.</summary>
    public static byte[]? TryRead(DirectoryHandle directory, ReadOnlySpan<byte> name)
    {
        if (!directory.TryStat(name, out FileStatus status) || status.Type != EntryType.File)
        {
            return null;
        }

        if (status.Size > MaxLength)
        {
            string tooLong = $"its {DisplayText.Of(name)} is {status.Size} bytes long, the most is {MaxLength}";
            throw new FileSystemException(Errno.EFBIG, "read", name, tooLong);
        }

        try
        {
            using FileHandle file = directory.OpenFileForRead(name);
            return file.ReadAll(status.Size);
        }
        catch (FileSystemException failure)
        {
            throw new FileSystemException(failure.Error, "read", name, $"its {DisplayText.Of(name)} cannot be read: {failure.Cause}");
        }
    }
}
