using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Native.Terminals;
using Lockstep.Portable.Disk;
using Lockstep.Portable.Disk.Unix;
using Lockstep.Portable.Processes;
using Lockstep.Portable.Terminals;

namespace Lockstep.Portable;

/// <summary>
/// Which calls this process uses: Linux' own, or those that every operating system has. For tests of the latter on Linux:
/// <c>LOCKSTEP_PLATFORM=portable</c> for all, <c>LOCKSTEP_DISK=path</c> for the disk alone,
/// <c>modeless</c> for one that keeps no permission bits, as that of Windows.
/// </summary>
public static class PortablePlatform
{
    /// <summary>Whether what this process uses is portable in all.</summary>
    public static bool IsPortable { get; } = !OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("LOCKSTEP_PLATFORM") == "portable";

    /// <summary>Whether its disk is reached by paths.</summary>
    public static bool HasPathDisk { get; } = IsPortable || Environment.GetEnvironmentVariable("LOCKSTEP_DISK") is "path" or "modeless";

    /// <summary>Chooses, at the start of the process.</summary>
    public static void Choose()
    {
        if (OperatingSystem.IsWindows() && !Path.IsPathFullyQualified(Environment.GetEnvironmentVariable("HOME") ?? ""))
        {
            // What is a user's own is looked for there, as git does, which sets it for itself just so.
            Environment.SetEnvironmentVariable("HOME", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
        }

        if (HasPathDisk)
        {
            bool isModeless = Environment.GetEnvironmentVariable("LOCKSTEP_DISK") == "modeless" && !OperatingSystem.IsWindows();
            DiskFamily.Use(new PathDisk(isModeless ? new ModelessCalls() : PathCalls.OfThisSystem()));
        }

        if (IsPortable)
        {
            SystemFamily.Use(new PortableSystem());
            TerminalFamily.Use(new PortableTerminal());
        }
    }
}
