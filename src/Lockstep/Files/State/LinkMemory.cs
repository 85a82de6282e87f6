using System.Globalization;
using System.IO.Hashing;
using Lockstep.Files.Roots;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.State;

/// <summary>
/// Remembers where a root's path leads when symbolic links are on the way, in <c>~/.local/state/lockstep/links/</c>: a link that leads
/// elsewhere than last time must not turn a push loose on another directory. Paths without links are not remembered.
/// </summary>
internal static class LinkMemory
{
    private static readonly string[] Directories = [".local", "state", "lockstep", "links"];

    /// <summary>Throws when the path led elsewhere last time.</summary>
    public static void Check(RootLocation root, ReadOnlySpan<byte> loginDirectory)
    {
        if (!root.IsThroughLink || Recall(root, loginDirectory) is not { } remembered || remembered.AsSpan().SequenceEqual(root.Path.Span))
        {
            return;
        }

        throw new SyncException(
            ExitCode.Refused,
            $"refused: the target's root '{DisplayText.Of(root.Given.Span)}' is reached through a symbolic link that has changed: it led to "
            + $"'{DisplayText.Of(remembered)}' and leads to '{root}' now. If that is meant, name '{root}' as the target, or remove "
            + $"'{DisplayText.Of(loginDirectory)}/{string.Join('/', Directories)}/{FileName(root)}' there.");
    }

    /// <summary>Keeps where the path leads. False where it cannot be written down.</summary>
    public static bool TryRemember(RootLocation root, ReadOnlySpan<byte> loginDirectory)
    {
        if (!root.IsThroughLink || Recall(root, loginDirectory) is not null)
        {
            return true;
        }

        try
        {
            using DirectoryHandle directory = OpenOrMake(loginDirectory);
            using FileHandle file = StateFile.CreateEmpty(directory, NameBytes(root));
            file.WriteAt(root.Path.Span, 0);
            return true;
        }
        catch (FileSystemException)
        {
            return false;
        }
    }

    private static byte[]? Recall(RootLocation root, ReadOnlySpan<byte> loginDirectory)
    {
        try
        {
            using DirectoryHandle directory = DirectoryHandle.Open([.. loginDirectory, (byte)'/', .. System.Text.Encoding.ASCII.GetBytes(string.Join('/', Directories))]);
            return StateFile.Read(directory, NameBytes(root));
        }
        catch (FileSystemException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR or Errno.EACCES)
        {
            return null;
        }
    }

    private static DirectoryHandle OpenOrMake(ReadOnlySpan<byte> loginDirectory)
    {
        DirectoryHandle current = DirectoryHandle.Open(loginDirectory);
        foreach (string name in Directories)
        {
            using DirectoryHandle parent = current;
            byte[] bytes = System.Text.Encoding.ASCII.GetBytes(name);
            if (!parent.TryStat(bytes, out _))
            {
                parent.MakeDirectory(bytes);
            }

            current = parent.OpenDirectory(bytes);
        }

        return current;
    }

    private static string FileName(RootLocation root) =>
        XxHash128.HashToUInt128(root.Given.Span).ToString("x32", CultureInfo.InvariantCulture);

    private static byte[] NameBytes(RootLocation root) => System.Text.Encoding.ASCII.GetBytes(FileName(root));
}
