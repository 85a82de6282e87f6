using System.Diagnostics.CodeAnalysis;
using Lockstep.Native.Descriptors;
using Lockstep.Tree;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Disk;

/// <summary>An open directory of Linux: a descriptor, and calls relative to it.</summary>
internal sealed partial class LinuxDirectory : DirectoryHandle
{
    private const int WorkingDirectoryDescriptor = -100;

    // A FIFO must not make us wait for a writer; a terminal must not become ours.
    private const int ReadFlags = OpenFlags.ReadOnly | OpenFlags.NonBlocking | OpenFlags.NoTerminal;
    private const int WriteFlags = OpenFlags.ReadWrite | OpenFlags.NonBlocking | OpenFlags.NoTerminal;

    private readonly bool _isPathOnly;

    private LinuxDirectory(int descriptor, bool isPathOnly)
    {
        Descriptor = new DescriptorHandle(descriptor);
        _isPathOnly = isPathOnly;
    }

    /// <summary>What paths of the process's working directory, and absolute ones, are looked up from.</summary>
    public static DescriptorHandle WorkingDirectory { get; } = new(WorkingDirectoryDescriptor, ownsHandle: false);

    /// <inheritdoc/>
    public override bool IsClosed => Descriptor.IsClosed;

    /// <summary>The open descriptor.</summary>
    internal DescriptorHandle Descriptor { get; }

    /// <summary>Opens a directory the user named, symbolic links followed.</summary>
    public static LinuxDirectory OpenNamed(ReadOnlySpan<byte> path) =>
        TryOpen(WorkingDirectory, path, OpenFlags.Directory, isBeneath: false, out LinuxDirectory? directory, out Errno error)
            ? directory
            : throw new FileSystemException(error, "open directory", path);

    /// <inheritdoc/>
    public override bool TryOpenDirectory(
        ReadOnlySpan<byte> name, [NotNullWhen(true)] out DirectoryHandle? directory, out Errno error)
    {
        const bool IsBeneath = false;
        bool isOpen = TryOpen(
            Descriptor, Checked(name), OpenFlags.Directory | OpenFlags.NoFollow, IsBeneath, out LinuxDirectory? opened, out error);
        directory = opened;
        return isOpen;
    }

    /// <inheritdoc/>
    public override DirectoryHandle Reopen() =>
        TryOpen(Descriptor, "."u8, OpenFlags.Directory, isBeneath: false, out LinuxDirectory? directory, out Errno error)
            ? directory
            : throw new FileSystemException(error, "open directory", name: default);

    /// <inheritdoc/>
    public override Errno Stat(ReadOnlySpan<byte> name, out FileStatus status) =>
        FileCalls.Stat(Descriptor, Checked(name), out status);

    /// <inheritdoc/>
    public override FileHandle OpenFileForRead(ReadOnlySpan<byte> name, out FileStatus status) =>
        OpenRegular(name, ReadFlags, "open", out status);

    /// <inheritdoc/>
    public override FileHandle OpenFileForWrite(ReadOnlySpan<byte> name) => OpenRegular(name, WriteFlags, "open", out _);

    /// <summary>Opens a directory of this one, a symbolic link to it followed.</summary>
    internal LinuxDirectory OpenFollowing(ReadOnlySpan<byte> name) =>
        TryOpen(Descriptor, name, OpenFlags.Directory, isBeneath: false, out LinuxDirectory? directory, out Errno error)
            ? directory
            : throw new FileSystemException(error, "open directory", name);

    /// <summary>Opens a regular file of this directory, a symbolic link to it followed.</summary>
    internal LinuxFile OpenFileFollowing(ReadOnlySpan<byte> name) =>
        OpenRegular(name, ReadFlags, "open", out _, follows: true);

    /// <inheritdoc/>
    public override int ReadLink(ReadOnlySpan<byte> name, Span<byte> text) =>
        (int)FileCalls.ReadLink(Descriptor, Checked(name), text).OrThrow("read link", name);

    /// <inheritdoc/>
    public override FileStatus Status() => Descriptor.Status();

    /// <inheritdoc/>
    public override void SetOwnMode(ushort mode) => Descriptor.SetOwnMode(mode);

    /// <inheritdoc/>
    public override void SetOwnModified(long modifiedNs) => Descriptor.SetOwnModified(modifiedNs);

    /// <inheritdoc/>
    public override void Flush() => Descriptor.Flush();

    /// <inheritdoc/>
    public override void FlushFileSystem() => Descriptor.FlushFileSystem();

    /// <inheritdoc/>
    public override FileSystemSpace Space() => Descriptor.Space();

    /// <inheritdoc/>
    public override void Unlock() => Descriptor.Unlock();

    /// <inheritdoc/>
    internal override byte[]? FindPath() => Descriptor.FindPath();

    /// <inheritdoc/>
    internal override SafeFileHandle Lend() => new(Descriptor.DangerousGetHandle(), ownsHandle: false);

    private protected override bool TryLock(bool isShared) => Descriptor.TryLock(isShared);

    private protected override void Close() => Descriptor.Dispose();

    /// <inheritdoc/>
    internal override bool TryOpenComponent(
        ReadOnlySpan<byte> name, [NotNullWhen(true)] out DirectoryHandle? component, out FileStatus status, out Errno error)
    {
        CallResult result = FileCalls.Open(Descriptor, Checked(name), OpenFlags.PathOnly | OpenFlags.NoFollow);
        error = result.Error;
        component = result.Succeeded ? new LinuxDirectory((int)result.Value, isPathOnly: true) : null;
        status = component?.Status() ?? default;
        return component is not null;
    }

    /// <inheritdoc/>
    internal override byte[] ReadOwnLink()
    {
        Span<byte> text = stackalloc byte[RelativePath.MaxLength + 1];
        return text[..(int)FileCalls.ReadLink(Descriptor, name: default, text).OrThrow("read link")].ToArray();
    }

    /// <inheritdoc/>
    internal override bool TryOpenBeneath(
        ReadOnlySpan<byte> path, [NotNullWhen(true)] out DirectoryHandle? directory, out Errno error)
    {
        const bool IsBeneath = true;
        bool isOpen = TryOpen(
            Descriptor, path, OpenFlags.Directory | OpenFlags.NoFollow, IsBeneath, out LinuxDirectory? opened, out error);
        directory = opened;
        return isOpen;
    }

    /// <inheritdoc/>
    internal override int ReadNames(Span<byte> buffer) =>
        (int)FileCalls.ListEntries(Descriptor, buffer).OrThrow("list directory");

    private protected override void StartListing()
    {
        if (_isPathOnly)
        {
            throw new FileSystemException(Errno.EACCES, "list directory", name: default);
        }

        FileCalls.Rewind(Descriptor).OrThrow("list directory");
    }

    private static DescriptorHandle DescriptorOf(DirectoryHandle directory) => ((LinuxDirectory)directory).Descriptor;

    private static bool TryOpen(
        DescriptorHandle from,
        ReadOnlySpan<byte> path,
        int flags,
        bool isBeneath,
        [NotNullWhen(true)] out LinuxDirectory? directory,
        out Errno error)
    {
        CallResult result = Open(from, path, flags | OpenFlags.ReadOnly, isBeneath);
        bool isPathOnly = result.Error == Errno.EACCES;
        if (isPathOnly)
        {
            result = Open(from, path, flags | OpenFlags.PathOnly, isBeneath);
        }

        error = result.Error;
        directory = result.Succeeded ? new LinuxDirectory((int)result.Value, isPathOnly) : null;
        return directory is not null;
    }

    private static CallResult Open(DescriptorHandle from, ReadOnlySpan<byte> path, int flags, bool isBeneath) =>
        isBeneath ? FileCalls.OpenBeneath(from, path, flags) : FileCalls.Open(from, path, flags);

    private LinuxFile OpenRegular(
        ReadOnlySpan<byte> name, int flags, string operation, out FileStatus status, ushort mode = 0, bool follows = false)
    {
        var file = new LinuxFile((int)FileCalls.Open(Descriptor, Checked(name), flags | (follows ? 0 : OpenFlags.NoFollow), mode).OrThrow(operation, name));
        status = file.Status();
        if (status.Type == EntryType.File)
        {
            return file;
        }

        file.Dispose();
        throw new FileSystemException(Errno.None, operation, name, "not a regular file");
    }
}
