using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Lockstep.Files.State;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Roots;

/// <summary>
/// Remembers what stood at a root's path, in <c>~/.local/state/lockstep/links/</c>: where it led, so that a link that is new or leads elsewhere does not turn a
/// push loose on another directory; and which directory that was, so that another one in its place is noticed.
/// <code>
/// | path | 0: 1 | inode, decimal |         the last two where the root was there when it was opened, and not in records of earlier versions
/// </code>
/// The number of the file system is not kept: it changes when the machine starts anew.
/// </summary>
internal static class RootMemory
{
    private static readonly string[] Directories = [".local", "state", "lockstep", "links"];

    /// <summary>Throws when the path led elsewhere last time.</summary>
    public static void Check(RootLocation root, ReadOnlySpan<byte> loginDirectory)
    {
        if (Recall(root, loginDirectory) is not { } record || PathOf(record).SequenceEqual(root.Path.Span))
        {
            return;
        }

        string change = root.IsThroughLink ? "leads through a symbolic link that is new or has changed" : "does not lead through the symbolic link any more that was there";
        throw new SyncException(
            ExitCode.Refused,
            $"refused: the target's root '{DisplayText.Of(root.Given.Span)}' {change}: it led to "
            + $"'{DisplayText.Of(PathOf(record))}' and leads to '{root}' now. If that is meant, name '{root}' as the target, or remove "
            + $"'{DisplayText.Of(loginDirectory)}/{string.Join('/', Directories)}/{FileName(root)}' there.");
    }

    /// <summary>Compares what stands there with last time, and takes note of it.</summary>
    /// <param name="root">The root, open.</param>
    /// <param name="loginDirectory">Where it is remembered.</param>
    /// <param name="isPreview">Whether nothing is written.</param>
    /// <returns>What the user should be told.</returns>
    public static IReadOnlyList<string> Compare(TargetRoot root, ReadOnlySpan<byte> loginDirectory, bool isPreview)
    {
        var notes = new List<string>();
        if (IsReplaced(root, loginDirectory))
        {
            notes.Add($"another directory stands at '{root.Location}' than at the last run: somebody replaced it. What is missing in it counts as removed there");
        }

        // Where no link is on the way, there is less to be afraid of than in a note with every push of a login without a home.
        if (!isPreview && !TryRemember(root, loginDirectory) && root.Location.IsThroughLink)
        {
            notes.Add($"'{DisplayText.Of(root.Location.Given.Span)}' leads through a symbolic link, and where it leads to could not be written down below the login directory");
        }

        return notes;
    }

    /// <summary>
    /// Whether this login has written to the root before. So it has, too, where it can remember nothing, or remembers
    /// the path from when no root stood there.
    /// </summary>
    public static bool Knows(TargetRoot root, ReadOnlySpan<byte> loginDirectory)
    {
        if (Recall(root.Location, loginDirectory) is { } record)
        {
            return !IsReplaced(root, loginDirectory) && PathOf(record).SequenceEqual(root.Location.Path.Span);
        }

        return !CanRemember(loginDirectory);
    }

    private static bool CanRemember(ReadOnlySpan<byte> loginDirectory)
    {
        try
        {
            OpenOrMake(loginDirectory).Dispose();
            return true;
        }
        catch (FileSystemException)
        {
            return false;
        }
    }

    /// <summary>Whether another directory stood there last time.</summary>
    private static bool IsReplaced(TargetRoot root, ReadOnlySpan<byte> loginDirectory) =>
        root.Tree is not null && Recall(root.Location, loginDirectory) is { } record && InodeOf(record) is { Length: > 0 } inode && !inode.SequenceEqual(InodeOf(RecordOf(root)));

    /// <summary>Keeps where the path leads, and which directory stands there. False where it cannot be written down.</summary>
    private static bool TryRemember(TargetRoot root, ReadOnlySpan<byte> loginDirectory)
    {
        byte[] record = RecordOf(root);
        if (Recall(root.Location, loginDirectory).AsSpan().SequenceEqual(record))
        {
            return true;
        }

        try
        {
            using DirectoryHandle directory = OpenOrMake(loginDirectory);
            using FileHandle file = StateFile.CreateEmpty(directory, NameBytes(root.Location));
            file.WriteAt(record, 0);
            return true;
        }
        catch (FileSystemException)
        {
            return false;
        }
    }

    private static byte[] RecordOf(TargetRoot root) => root.Tree is { } tree
        ? [.. root.Location.Path.Span, 0, .. Encoding.ASCII.GetBytes(tree.Root.Status().Inode.ToString(CultureInfo.InvariantCulture))]
        : root.Location.Path.ToArray();

    private static ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> record) => record.IndexOf((byte)0) is >= 0 and int end ? record[..end] : record;

    private static ReadOnlySpan<byte> InodeOf(ReadOnlySpan<byte> record) => record[Math.Min(PathOf(record).Length + 1, record.Length)..];

    /// <summary>What is remembered; null for nothing, and for what a crash left of a record.</summary>
    private static byte[]? Recall(RootLocation root, ReadOnlySpan<byte> loginDirectory)
    {
        try
        {
            using DirectoryHandle directory = DirectoryHandle.Open([.. loginDirectory, (byte)'/', .. Encoding.ASCII.GetBytes(string.Join('/', Directories))]);
            return StateFile.Read(directory, NameBytes(root)) is [(byte)'/', ..] record ? record : null;
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
            byte[] bytes = Encoding.ASCII.GetBytes(name);
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

    private static byte[] NameBytes(RootLocation root) => Encoding.ASCII.GetBytes(FileName(root));
}
