using Lockstep.Files;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Rsync.FileList;

namespace Lockstep.Rsync.Disk;

/// <summary>Trees beside the destination that options name: a path is relative to the destination.</summary>
internal static class SideTrees
{
    /// <summary>Opens a tree; null when it is not there.</summary>
    public static TargetTree? TryOpen(TargetTree target, string path)
    {
        try
        {
            return new TargetTree(RootedDirectory.Open(PathOf(target, path)));
        }
        catch (FileSystemException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR)
        {
            return null;
        }
    }

    /// <summary>The absolute path of a tree that an option names.</summary>
    public static byte[] PathOf(TargetTree target, string path)
    {
        string destination = target.Root?.Root.FindPath() is { } found ? ByteWord.Of(found) : ByteWord.OfText(Path.GetFullPath(ByteWord.Text(target.Path)));
        return path.StartsWith('/') ? ByteWord.Bytes(path) : ByteWord.Bytes(ByteWord.OfText(Path.GetFullPath(ByteWord.Text(path), ByteWord.Text(destination))));
    }

    /// <summary>Opens a tree, and makes its directories where they are missing.</summary>
    public static TargetTree OpenOrMake(TargetTree target, string path)
    {
        DirectoryHandle current = target.Root!.Root.OpenNamed(path.StartsWith('/') ? "/"u8 : "."u8);
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            using DirectoryHandle parent = current;
            byte[] name = ByteWord.Bytes(part);
            if (part != ".." && part != "." && parent.StatEntry(name, out _) == Errno.ENOENT)
            {
                parent.MakeDirectory(name, (ushort)(0x1ff & ~OwnIdentity.Current.CreationMask));
            }

            current = parent.OpenNamed(name);
        }

        return new TargetTree(new RootedDirectory(current));
    }

    /// <summary>
    /// Makes the directories on the way to a name as they are in another tree.
    /// </summary>
    public static void MakeParentsAlike(TargetTree made, TargetTree model, byte[] name, EntryAttributes attributes)
    {
        for (int slash = name.AsSpan().IndexOf((byte)'/'); slash >= 0; slash = name.AsSpan(slash + 1).IndexOf((byte)'/') is >= 0 and int next ? slash + 1 + next : -1)
        {
            byte[] directory = name[..slash];
            if (made.TryStat(directory, out _) || !model.TryStat(directory, out EntryStatus status))
            {
                continue;
            }

            DirectoryHandle parent = made.ParentOf(directory);
            ReadOnlySpan<byte> leaf = made.LeafOf(directory);
            parent.MakeDirectory(leaf);
            parent.StatEntry(leaf, out EntryStatus now);
            attributes.Apply(parent, leaf, EntryAttributes.EntryOf(directory, status), now, status.Mode & EntryMode.PermissionMask);
        }
    }
}
