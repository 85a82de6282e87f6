using Lockstep.Native.Descriptors;
using Lockstep.Tree;

namespace Lockstep.Native.Disk;

/// <summary>
/// Whole statuses, owners, nodes and times of entries, which rsync preserves and a target of ours does not. Of Linux alone. A symbolic link is never followed, but in
/// paths that the user named.
/// </summary>
internal static class EntryCalls
{
    /// <summary>Tells all of what a path leads to, symbolic links followed.</summary>
    public static Errno StatFollowing(ReadOnlySpan<byte> path, out EntryStatus status) =>
        FileCalls.StatFollowing(LinuxDirectory.WorkingDirectory, path, out status);

    /// <summary>Tells all of what a path names, without following its last part.</summary>
    public static Errno StatPath(ReadOnlySpan<byte> path, out EntryStatus status) =>
        FileCalls.Stat(LinuxDirectory.WorkingDirectory, path, out status);

    /// <summary>Tells all of an entry.</summary>
    public static Errno StatEntry(this DirectoryHandle directory, ReadOnlySpan<byte> name, out EntryStatus status) =>
        FileCalls.Stat(Of(directory), Checked(name), out status);

    /// <summary>Tells all of what an entry leads to, a symbolic link followed.</summary>
    public static Errno StatEntryFollowing(this DirectoryHandle directory, ReadOnlySpan<byte> name, out EntryStatus status) =>
        FileCalls.StatFollowing(Of(directory), Checked(name), out status);

    /// <summary>Opens a directory that the user wants to reach through a symbolic link.</summary>
    public static DirectoryHandle OpenDirectoryFollowing(this DirectoryHandle directory, ReadOnlySpan<byte> name) =>
        ((LinuxDirectory)directory).OpenFollowing(Checked(name));

    /// <summary>Opens a directory by a path of the user, symbolic links followed.</summary>
    public static DirectoryHandle OpenNamed(this DirectoryHandle directory, ReadOnlySpan<byte> path) =>
        ((LinuxDirectory)directory).OpenFollowing(path);

    /// <summary>Opens a regular file that the user wants to reach through a symbolic link.</summary>
    public static FileHandle OpenFileFollowing(this DirectoryHandle directory, ReadOnlySpan<byte> name) =>
        ((LinuxDirectory)directory).OpenFileFollowing(Checked(name));

    /// <summary>Tells all of a directory.</summary>
    public static EntryStatus OwnEntryStatus(this DirectoryHandle directory)
    {
        Errno error = FileCalls.Stat(Of(directory), name: default, out EntryStatus status);
        return error == Errno.None ? status : throw new FileSystemException(error, "stat", name: default);
    }

    /// <summary>Gives an entry to an owner and a group; -1 leaves either.</summary>
    public static Errno TryChangeOwner(this DirectoryHandle directory, ReadOnlySpan<byte> name, int user, int group) =>
        FileCalls.ChangeOwner(Of(directory), Checked(name), user, group).Error;

    /// <summary>Gives a directory to an owner and a group; -1 leaves either.</summary>
    public static Errno TryChangeOwnOwner(this DirectoryHandle directory, int user, int group) =>
        FileCalls.ChangeOwner(Of(directory), name: default, user, group).Error;

    /// <summary>Makes a device, a pipe or a socket.</summary>
    public static void MakeNode(this DirectoryHandle directory, ReadOnlySpan<byte> name, int mode, int major, int minor)
    {
        ulong device = ((ulong)((uint)major & 0xfff) << 8) | ((uint)minor & 0xff) | ((ulong)((uint)minor & ~0xffu) << 12)
            | ((ulong)((uint)major & ~0xfffu) << 32);
        FileCalls.MakeNode(Of(directory), Checked(name), (uint)mode, device).OrThrow("make node", name);
    }

    /// <summary>Sets the times of an entry; null leaves the access time.</summary>
    public static void SetTimes(this DirectoryHandle directory, ReadOnlySpan<byte> name, TimeSpec? accessed, TimeSpec modified) =>
        FileCalls.SetTimes(Of(directory), Checked(name), accessed ?? TimeSpec.Unchanged, modified).OrThrow("set times of", name);

    /// <summary>Sets the times of a directory, which a dot names; null leaves the access time.</summary>
    public static void SetOwnTimes(this DirectoryHandle directory, TimeSpec? accessed, TimeSpec modified) =>
        FileCalls.SetTimes(Of(directory), "."u8, accessed ?? TimeSpec.Unchanged, modified).OrThrow("set times");

    /// <summary>Sets the permission bits of a directory.</summary>
    public static void SetOwnPermissions(this DirectoryHandle directory, int mode) =>
        FileCalls.SetModeFollowing(Of(directory), "."u8, (uint)mode).OrThrow("set permissions");

    private static DescriptorHandle Of(DirectoryHandle directory) => ((LinuxDirectory)directory).Descriptor;

    private static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> name) =>
        RelativePath.IsValidName(name) ? name : throw new ArgumentException($"'{DisplayText.Of(name)}' is not a single name", nameof(name));
}
