namespace Lockstep.Native.Disk;

/// <content>Owners, nodes and times of entries. A symbolic link is never followed.</content>
public sealed partial class DirectoryHandle
{
    /// <summary>Tells all of an entry.</summary>
    internal Errno StatEntry(ReadOnlySpan<byte> name, out EntryStatus status) => FileCalls.Stat(this, Checked(name), out status);

    /// <summary>Tells all of this directory.</summary>
    internal EntryStatus OwnEntryStatus()
    {
        Errno error = FileCalls.Stat(this, name: default, out EntryStatus status);
        return error == Errno.None ? status : throw new FileSystemException(error, "stat", name: default);
    }

    /// <summary>Tells all of what a path leads to from here, symbolic links followed: for paths that the user named.</summary>
    internal Errno StatFollowing(ReadOnlySpan<byte> path, out EntryStatus status) => FileCalls.StatFollowing(this, path, out status);

    /// <summary>Tells all of what the user's path names, without following its last part.</summary>
    internal Errno StatPath(ReadOnlySpan<byte> path, out EntryStatus status) => FileCalls.Stat(this, path, out status);

    /// <summary>Gives an entry to an owner and a group; -1 leaves either.</summary>
    internal Errno TryChangeOwner(ReadOnlySpan<byte> name, int user, int group) => FileCalls.ChangeOwner(this, Checked(name), user, group).Error;

    /// <summary>Gives this directory to an owner and a group; -1 leaves either.</summary>
    internal Errno TryChangeOwnOwner(int user, int group) => FileCalls.ChangeOwner(this, name: default, user, group).Error;

    /// <summary>Makes a device, a pipe or a socket.</summary>
    internal void MakeNode(ReadOnlySpan<byte> name, int mode, int major, int minor)
    {
        ulong device = ((ulong)((uint)major & 0xfff) << 8) | ((uint)minor & 0xff) | ((ulong)((uint)minor & ~0xffu) << 12)
            | ((ulong)((uint)major & ~0xfffu) << 32);
        FileCalls.MakeNode(this, Checked(name), (uint)mode, device).OrThrow("make node", name);
    }

    /// <summary>Sets the times of an entry; null leaves the access time.</summary>
    internal void SetTimes(ReadOnlySpan<byte> name, TimeSpec? accessed, TimeSpec modified) =>
        FileCalls.SetTimes(this, Checked(name), accessed ?? TimeSpec.Unchanged, modified).OrThrow("set times of", name);

    /// <summary>Sets the times of this directory; null leaves the access time.</summary>
    internal void SetOwnTimes(TimeSpec? accessed, TimeSpec modified)
    {
        // A directory opened as a path alone is named by a dot.
        FileCalls.SetTimes(this, "."u8, accessed ?? TimeSpec.Unchanged, modified).OrThrow("set times");
    }

    /// <summary>Sets the permission bits of this directory.</summary>
    internal void SetOwnPermissions(int mode) => FileCalls.SetModeFollowing(this, "."u8, (uint)mode).OrThrow("set permissions");
}
