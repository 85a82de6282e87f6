using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Lockstep.Native.Disk;

/// <content>Owners, device nodes and whole statuses: what rsync preserves and a target of ours does not.</content>
internal static unsafe partial class FileCalls
{
    /// <summary>Tells all of an entry, a symbolic link itself; of the handle where no name is given.</summary>
    public static Errno Stat(SafeHandle directory, ReadOnlySpan<byte> name, out EntryStatus status)
    {
        DiskWork.Count();
        int flags = name.IsEmpty ? NoFollow | NoAutomount | EmptyPath : NoFollow | NoAutomount;
        CallResult result;
        StatxBuffer buffer;
        do
        {
            result = CallResult.Of(statx(directory, name, flags, BasicStatistics, out buffer));
        }
        while (result.IsInterrupted);
        status = result.Succeeded ? EntryStatus.From(buffer) : default;
        return result.Error;
    }

    /// <summary>Tells all of what a path leads to, symbolic links followed.</summary>
    public static Errno StatFollowing(SafeHandle directory, ReadOnlySpan<byte> path, out EntryStatus status)
    {
        DiskWork.Count();
        var result = CallResult.Of(statx(directory, path, NoAutomount, BasicStatistics, out StatxBuffer buffer));
        status = result.Succeeded ? EntryStatus.From(buffer) : default;
        return result.Error;
    }

    /// <summary>Gives an entry, a symbolic link itself, to an owner and a group; -1 leaves either.</summary>
    public static CallResult ChangeOwner(SafeHandle directory, ReadOnlySpan<byte> name, int user, int group) =>
        CallResult.Of(fchownat(directory, name, (uint)user, (uint)group, name.IsEmpty ? NoFollow | EmptyPath : NoFollow));

    /// <summary>Makes a device, a pipe or a socket.</summary>
    public static CallResult MakeNode(SafeHandle directory, ReadOnlySpan<byte> name, uint mode, ulong device) =>
        CallResult.Of(mknodat(directory, name, mode, device));

    /// <summary>Sets both times of an entry, of a symbolic link itself.</summary>
    public static CallResult SetTimes(SafeHandle directory, ReadOnlySpan<byte> name, TimeSpec accessed, TimeSpec modified)
    {
        TimeSpec* times = stackalloc TimeSpec[2] { accessed, modified };
        return CallResult.Of(utimensat(directory, name, times, NoFollow));
    }

    /// <summary>Sets both times of an open file.</summary>
    public static CallResult SetTimes(SafeHandle file, TimeSpec accessed, TimeSpec modified)
    {
        TimeSpec* times = stackalloc TimeSpec[2] { accessed, modified };
        return CallResult.Of(futimens(file, times));
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchownat(
        SafeHandle directory,
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path,
        uint user,
        uint group,
        int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mknodat(
        SafeHandle directory,
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path,
        uint mode,
        ulong device);
}
