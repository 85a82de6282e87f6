using Lockstep.Native.Descriptors;

namespace Lockstep.Native.Disk;

/// <summary>Disks by Linux' own calls.</summary>
internal sealed class LinuxDisk : DiskFamily
{
    private const int ReadFlags = OpenFlags.ReadOnly | OpenFlags.NonBlocking | OpenFlags.NoTerminal;

    /// <inheritdoc/>
    public override DirectoryHandle OpenDirectory(ReadOnlySpan<byte> path) => LinuxDirectory.OpenNamed(path);

    /// <inheritdoc/>
    public override FileHandle? OpenAny(ReadOnlySpan<byte> path)
    {
        CallResult opened = FileCalls.Open(LinuxDirectory.WorkingDirectory, path, ReadFlags);
        return opened.Error is Errno.ENOENT or Errno.ENOTDIR ? null : new LinuxFile((int)opened.OrThrow("read", path));
    }

    /// <inheritdoc/>
    public override NamedPlace? Find(ReadOnlySpan<byte> path)
    {
        CallResult result = FileCalls.Open(LinuxDirectory.WorkingDirectory, path, OpenFlags.PathOnly);
        if (!result.Succeeded)
        {
            return null;
        }

        using var handle = new DescriptorHandle((int)result.Value);
        return new NamedPlace(handle.FindPath() ?? path.ToArray(), handle.Status())
        {
            BornNs = FileCalls.GetBirth(handle),
        };
    }

    /// <inheritdoc/>
    public override FileStatus? Look(ReadOnlySpan<byte> path) =>
        FileCalls.Stat(LinuxDirectory.WorkingDirectory, path, out FileStatus status) == Errno.None ? status : null;

    /// <inheritdoc/>
    public override bool MayHaveAccessList(ReadOnlySpan<byte> path) =>
        FileCalls.AttributeLength(path, "system.posix_acl_access"u8) is not { Error: Errno.ENODATA or Errno.EOPNOTSUPP };
}
