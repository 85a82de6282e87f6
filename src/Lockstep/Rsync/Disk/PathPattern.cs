using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Rsync.Rules;

namespace Lockstep.Rsync.Disk;

/// <summary>Paths with wildcards that no shell has seen, as those of <c>--secluded-args</c>.</summary>
internal static class PathPattern
{
    private const int ListBufferLength = 64 * 1024;

    /// <summary>The paths that a pattern means, in their order; the pattern itself where there are none.</summary>
    public static IEnumerable<byte[]> Expand(byte[] pattern)
    {
        string word = ByteWord.Of(pattern);
        if (!word.AsSpan().ContainsAny("*?["))
        {
            return [pattern];
        }

        List<string> found = [word.StartsWith('/') ? "/" : ""];
        string[] parts = word.Split('/', StringSplitOptions.RemoveEmptyEntries);
        foreach (string part in parts)
        {
            found = [.. found.SelectMany(directory => part.AsSpan().ContainsAny("*?[") ? List(directory, part) : Existing(directory + part)).Select(path => path + "/")];
        }

        string end = word.EndsWith('/') ? "/" : "";
        return found.Count == 0 ? [pattern] : found.Select(path => ByteWord.Bytes(path[..^1] + end));
    }

    private static IEnumerable<string> Existing(string path) =>
        EntryCalls.StatPath(ByteWord.Bytes(path), out _) == Errno.None ? [path] : [];

    private static List<string> List(string directory, string part)
    {
        List<string> names = [];
        byte[] pattern = ByteWord.Bytes(part);
        try
        {
            using DirectoryHandle handle = DirectoryHandle.Open(ByteWord.Bytes(directory.Length == 0 ? "." : directory));
            foreach (ListedName listed in handle.List(new byte[ListBufferLength]))
            {
                if ((listed.Name[0] != (byte)'.' || part[0] == '.') && Wildcard.Matches(pattern, listed.Name))
                {
                    names.Add(directory + ByteWord.Of(listed.Name));
                }
            }
        }
        catch (FileSystemException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR or Errno.EACCES)
        {
            // What cannot be listed has no names that fit, as for a shell.
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }
}
