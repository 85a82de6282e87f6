using System.Diagnostics.CodeAnalysis;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Roots;

/// <summary>
/// The root directory of a target and the directory that holds it, by open handles. The root need not exist yet: a first push puts it in
/// place whole, by one rename.
/// </summary>
public sealed class TargetRoot : IDisposable
{
    private const ushort DefaultMode = 0x1ff; // rwxrwxrwx, less the umask, as mkdir does

    private TargetRoot(RootLocation location, DirectoryHandle? parent)
    {
        Location = location;
        Parent = parent;
    }

    /// <summary>Where it is.</summary>
    public RootLocation Location { get; }

    /// <summary>The directory that holds the root; null in a preview when not even that exists.</summary>
    public DirectoryHandle? Parent { get; }

    /// <summary>The root as a tree; null while it does not exist.</summary>
    public RootedDirectory? Tree { get; private set; }

    /// <summary>Opens what exists of the path.</summary>
    /// <param name="location">Where.</param>
    /// <param name="makesParents">Whether missing directories above the root are made.</param>
    public static TargetRoot Open(RootLocation location, bool makesParents)
    {
        var root = new TargetRoot(location, TryOpenParent(location) ?? (makesParents ? MakeParents(location) : null));
        try
        {
            root.TryOpenTree();
            return root;
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    /// <summary>Opens the root when it exists.</summary>
    [MemberNotNullWhen(true, nameof(Tree))]
    public bool TryOpenTree()
    {
        if (Tree is not null)
        {
            return true;
        }

        if (Parent is null || !Parent.TryStat(Location.Name, out FileStatus status))
        {
            return false;
        }

        if (status.Type != EntryType.Directory)
        {
            throw new SyncException(ExitCode.SyncFailed, $"the target's root '{Location}' is {Describe(status.Type)}, not a directory. Remove it, or name another path.");
        }

        Tree = new RootedDirectory(Parent.OpenDirectory(Location.Name));
        return true;
    }

    /// <summary>Whether the directory that was opened, if any was, still stands at the root's path.</summary>
    public bool IsInPlace()
    {
        if (Tree is null)
        {
            return true;
        }

        FileStatus opened = Tree.Root.Status();
        return Parent!.TryStat(Location.Name, out FileStatus standing) && (opened.Device, opened.Stamp.Inode) == (standing.Device, standing.Stamp.Inode);
    }

    /// <summary>Makes the root, empty, where it does not exist.</summary>
    [MemberNotNull(nameof(Tree))]
    public void Make()
    {
        if (TryOpenTree())
        {
            return;
        }

        try
        {
            Parent!.MakeDirectory(Location.Name, DefaultMode);
        }
        catch (FileSystemException e)
        {
            throw CannotCreate(Location, Location.Path.Span, e);
        }

        Tree = new RootedDirectory(Parent!.OpenDirectory(Location.Name));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Tree?.Dispose();
        Parent?.Dispose();
    }

    private static DirectoryHandle? TryOpenParent(RootLocation location)
    {
        try
        {
            return DirectoryHandle.Open(location.Parent);
        }
        catch (FileSystemException e) when (e.Error == Errno.ENOENT)
        {
            return null;
        }
        catch (FileSystemException e)
        {
            throw new SyncException(ExitCode.SyncFailed, $"cannot open '{DisplayText.Of(location.Parent)}' on the target: {e.Cause}", e);
        }
    }

    private static DirectoryHandle MakeParents(RootLocation location)
    {
        DirectoryHandle current = DirectoryHandle.Open("/"u8);
        ReadOnlySpan<byte> path = location.Parent;
        foreach (Range range in path.Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = path[range];
            if (name.IsEmpty)
            {
                continue;
            }

            using DirectoryHandle parent = current;
            try
            {
                if (!parent.TryStat(name, out _))
                {
                    parent.MakeDirectory(name, DefaultMode);
                }

                current = parent.OpenDirectory(name);
            }
            catch (FileSystemException e)
            {
                throw CannotCreate(location, path[..range.End], e);
            }
        }

        return current;
    }

    private static SyncException CannotCreate(RootLocation location, ReadOnlySpan<byte> directory, FileSystemException cause) => new(
        ExitCode.SyncFailed,
        $"cannot create '{DisplayText.Of(directory)}' on the target: {cause.Cause}. Create '{location}' there and make your login its owner, or name another path.",
        cause);

    private static string Describe(EntryType type) => type switch
    {
        EntryType.File => "a file",
        EntryType.Symlink => "a symbolic link that leads nowhere",
        _ => "a device, socket or FIFO",
    };
}
