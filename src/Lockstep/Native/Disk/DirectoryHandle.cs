using System.Diagnostics.CodeAnalysis;
using Lockstep.Native.Descriptors;
using Lockstep.Tree;

namespace Lockstep.Native.Disk;

/// <summary>
/// An open directory, and the way to what stands in it by single names: nothing here follows a symbolic link or takes a path, so whoever
/// holds a handle cannot be led elsewhere. Opened for reading, so that it can be listed and flushed; where the permissions do not allow
/// that, only as a way to what is below. Failures are <see cref="FileSystemException"/>.
/// </summary>
public sealed partial class DirectoryHandle : DescriptorHandle
{
    private const int WorkingDirectoryDescriptor = -100;

    // A FIFO must not make us wait for a writer; a terminal must not become ours.
    private const int ReadFlags = OpenFlags.ReadOnly | OpenFlags.NonBlocking | OpenFlags.NoTerminal;
    private const int WriteFlags = OpenFlags.ReadWrite | OpenFlags.NonBlocking | OpenFlags.NoTerminal;

    private readonly bool _isPathOnly;

    private DirectoryHandle(int descriptor, bool isPathOnly, bool ownsHandle = true)
        : base(descriptor, ownsHandle) => _isPathOnly = isPathOnly;

    /// <summary>The process's working directory.</summary>
    public static DirectoryHandle WorkingDirectory { get; } = new(WorkingDirectoryDescriptor, isPathOnly: true, ownsHandle: false);

    /// <summary>Opens a directory the user named: absolute or relative to the working directory, symbolic links followed.</summary>
    public static DirectoryHandle Open(ReadOnlySpan<byte> path) =>
        TryOpen(WorkingDirectory, path, OpenFlags.Directory, isBeneath: false, out DirectoryHandle? directory, out Errno error)
            ? directory
            : throw new FileSystemException(error, "open directory", path);

    /// <summary>Opens a directory in this one.</summary>
    public DirectoryHandle OpenDirectory(ReadOnlySpan<byte> name) =>
        TryOpenDirectory(name, out DirectoryHandle? directory, out Errno error)
            ? directory
            : throw new FileSystemException(error, "open directory", name);

    /// <summary>Opens a directory in this one, or tells the error.</summary>
    public bool TryOpenDirectory(ReadOnlySpan<byte> name, [NotNullWhen(true)] out DirectoryHandle? directory, out Errno error) =>
        TryOpen(this, Checked(name), OpenFlags.Directory | OpenFlags.NoFollow, isBeneath: false, out directory, out error);

    /// <summary>
    /// Opens whatever stands at a name, a symbolic link itself included, only as a way to look at it, and tells what that is; or tells the error. What is
    /// found out by this handle cannot change under it.
    /// </summary>
    internal bool TryOpenComponent(ReadOnlySpan<byte> name, [NotNullWhen(true)] out DirectoryHandle? component, out FileStatus status, out Errno error)
    {
        CallResult result = FileCalls.Open(this, Checked(name), OpenFlags.PathOnly | OpenFlags.NoFollow);
        error = result.Error;
        component = result.Succeeded ? new DirectoryHandle((int)result.Value, isPathOnly: true) : null;
        status = component?.Status() ?? default;
        return component is not null;
    }

    /// <summary>The text of the symbolic link that <see cref="TryOpenComponent"/> has opened.</summary>
    internal byte[] ReadOwnLink()
    {
        Span<byte> text = stackalloc byte[RelativePath.MaxLength + 1];
        return text[..(int)FileCalls.ReadLink(this, name: default, text).OrThrow("read link")].ToArray();
    }

    /// <summary>Another handle of this directory.</summary>
    public DirectoryHandle Reopen() =>
        TryOpen(this, "."u8, OpenFlags.Directory, isBeneath: false, out DirectoryHandle? directory, out Errno error)
            ? directory
            : throw new FileSystemException(error, "open directory", name: default);

    /// <summary>The absolute path of this directory; null where the proc file system cannot tell.</summary>
    internal byte[]? FindPath() => FindPath(this);

    /// <summary>The absolute path of what is open; null where the proc file system cannot tell.</summary>
    internal static byte[]? FindPath(DescriptorHandle open)
    {
        Span<byte> path = stackalloc byte[RelativePath.MaxLength + 1];
        CallResult result = FileCalls.ReadLink(WorkingDirectory, ProcessPath(open), path);
        return result.Succeeded && path[0] == (byte)'/' ? path[..(int)result.Value].ToArray() : null;
    }

    /// <summary>Tells about an entry; false when nothing stands there.</summary>
    public bool TryStat(ReadOnlySpan<byte> name, out FileStatus status)
    {
        Errno error = Stat(name, out status);
        return error switch
        {
            Errno.None => true,
            Errno.ENOENT => false,
            _ => throw new FileSystemException(error, "stat", name),
        };
    }

    /// <summary>Tells about an entry, or the error.</summary>
    public Errno Stat(ReadOnlySpan<byte> name, out FileStatus status) => FileCalls.Stat(this, Checked(name), out status);

    /// <summary>Opens a regular file for reading; anything else is refused.</summary>
    public FileHandle OpenFileForRead(ReadOnlySpan<byte> name) => OpenFileForRead(name, out _);

    /// <summary>Opens a regular file for reading and tells about it; anything else is refused.</summary>
    public FileHandle OpenFileForRead(ReadOnlySpan<byte> name, out FileStatus status) => OpenRegular(name, ReadFlags, "open", out status);

    /// <summary>Opens an existing regular file for reading and writing; anything else is refused.</summary>
    public FileHandle OpenFileForWrite(ReadOnlySpan<byte> name) =>
        OpenRegular(name, WriteFlags, "open", out _);

    /// <summary>The text of a symbolic link.</summary>
    public byte[] ReadLink(ReadOnlySpan<byte> name)
    {
        Span<byte> text = stackalloc byte[RelativePath.MaxLength + 1];
        return text[..ReadLink(name, text)].ToArray();
    }

    /// <summary>
    /// Reads the text of a symbolic link, which is cut when the buffer is shorter; returns its length. A link's text is at most 4095
    /// bytes.
    /// </summary>
    public int ReadLink(ReadOnlySpan<byte> name, Span<byte> text) =>
        (int)FileCalls.ReadLink(this, Checked(name), text).OrThrow("read link", name);

    /// <summary>The names in this directory. One listing at a time; the buffer should have room for many names (32 KiB and more).</summary>
    public DirectoryListing List(Span<byte> buffer)
    {
        if (_isPathOnly)
        {
            throw new FileSystemException(Errno.EACCES, "list directory", name: default);
        }

        FileCalls.Rewind(this).OrThrow("list directory");
        return new DirectoryListing(this, buffer);
    }

    /// <summary>Opens a directory below this one in one call, no component a symbolic link, or tells the error.</summary>
    internal bool TryOpenBeneath(ReadOnlySpan<byte> path, [NotNullWhen(true)] out DirectoryHandle? directory, out Errno error) =>
        TryOpen(this, path, OpenFlags.Directory | OpenFlags.NoFollow, isBeneath: true, out directory, out error);

    private static bool TryOpen(
        DirectoryHandle from,
        ReadOnlySpan<byte> path,
        int flags,
        bool isBeneath,
        [NotNullWhen(true)] out DirectoryHandle? directory,
        out Errno error)
    {
        CallResult result = Open(from, path, flags | OpenFlags.ReadOnly, isBeneath);
        bool isPathOnly = result.Error == Errno.EACCES;
        if (isPathOnly)
        {
            result = Open(from, path, flags | OpenFlags.PathOnly, isBeneath);
        }

        error = result.Error;
        directory = result.Succeeded ? new DirectoryHandle((int)result.Value, isPathOnly) : null;
        return directory is not null;
    }

    private static CallResult Open(DirectoryHandle from, ReadOnlySpan<byte> path, int flags, bool isBeneath) =>
        isBeneath ? FileCalls.OpenBeneath(from, path, flags) : FileCalls.Open(from, path, flags);

    private FileHandle OpenRegular(ReadOnlySpan<byte> name, int flags, string operation, out FileStatus status, ushort mode = 0)
    {
        var file = new FileHandle((int)FileCalls.Open(this, Checked(name), flags | OpenFlags.NoFollow, mode).OrThrow(operation, name));
        status = file.Status();
        if (status.Type == EntryType.File)
        {
            return file;
        }

        file.Dispose();
        throw new FileSystemException(Errno.None, operation, name, "not a regular file");
    }

    private static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> name) =>
        RelativePath.IsValidName(name) ? name : throw new ArgumentException($"'{DisplayText.Of(name)}' is not a single name", nameof(name));
}
