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
        var root = new TargetRoot(location, OpenParent(location, makesParents));
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

        if (Parent is null || !TryLook(Parent, out FileStatus status))
        {
            return false;
        }

        if (status.Type != EntryType.Directory)
        {
            throw new SyncException(ExitCode.Refused, $"refused: the target's root '{Location}' is {Describe(status.Type)}, not a directory. Remove it, or name another path.");
        }

        Tree = new RootedDirectory(Parent.OpenDirectory(Location.Name));
        return true;
    }

    private bool TryLook(DirectoryHandle parent, out FileStatus status)
    {
        try
        {
            return parent.TryStat(Location.Name, out status);
        }
        catch (FileSystemException failure)
        {
            throw new SyncException(
                ExitCode.SyncFailed, $"cannot look at '{Location}' on the target: {failure.Cause}. Let the login enter the directory that holds it, or name another path.", failure);
        }
    }

    /// <summary>Whether the directory that was opened, or the one that will hold it, is still what stands at its path: the path as it was given, links included.</summary>
    public bool IsInPlace()
    {
        if ((Tree?.Root ?? Parent) is not { } held)
        {
            return true;
        }

        FileStatus opened = held.Status();
        try
        {
            using DirectoryHandle standing = DirectoryHandle.Open(Tree is null ? Location.Parent : Location.Given.Span);
            FileStatus status = standing.Status();
            return (opened.Device, opened.Inode) == (status.Device, status.Inode);
        }
        catch (FileSystemException)
        {
            return false;
        }
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

    /// <summary>
    /// Opens the directory that holds the root, each component in the one before it and none through a symbolic link: the location has none, so one that is there
    /// now was put there since.
    /// </summary>
    private static DirectoryHandle? OpenParent(RootLocation location, bool makesParents)
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
            if (parent.TryOpenDirectory(name, out DirectoryHandle? next, out Errno error))
            {
                current = next;
            }
            else if (error != Errno.ENOENT)
            {
                throw CannotOpen(path[..range.End], error);
            }
            else if (makesParents)
            {
                current = MakeParent(location, parent, path[..range.End], name);
            }
            else
            {
                return null;
            }
        }

        return current;
    }

    private static DirectoryHandle MakeParent(RootLocation location, DirectoryHandle parent, ReadOnlySpan<byte> path, ReadOnlySpan<byte> name)
    {
        try
        {
            parent.MakeDirectory(name, DefaultMode);
            return parent.OpenDirectory(name);
        }
        catch (FileSystemException e)
        {
            throw CannotCreate(location, path, e);
        }
    }

    private static SyncException CannotOpen(ReadOnlySpan<byte> directory, Errno error) => new(
        ExitCode.SyncFailed,
        error is Errno.ELOOP or Errno.ENOTDIR
            ? $"cannot open '{DisplayText.Of(directory)}' on the target: it is no directory, or was just replaced by a symbolic link. Nothing was changed."
            : $"cannot open '{DisplayText.Of(directory)}' on the target: {new FileSystemException(error, "open directory", directory).Cause}");

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
