using System.Globalization;
using Lockstep.Native.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Processes;

/// <summary>What this process does with its own place among the others.</summary>
internal static class OwnProcess
{
    /// <summary>
    /// Closes what whoever started us happened to have open besides the standard streams: the end of a pipe that somebody
    /// waits for, or the file of a lock. What we open ourselves is not inherited by anybody, which tells them apart.
    /// </summary>
    public static void CloseInherited()
    {
        const int GetDescriptorFlags = 1, CloseOnExec = 1;
        foreach (string name in Directory.GetFiles("/proc/self/fd").Select(Path.GetFileName).OfType<string>())
        {
            int number = int.Parse(name, CultureInfo.InvariantCulture);
            using var borrowed = new SafeFileHandle(number, ownsHandle: false);
            int flags = number > StandardDescriptors.Last ? ProcessCalls.Control(borrowed, GetDescriptorFlags, 0) : CloseOnExec;
            if (flags >= 0 && (flags & CloseOnExec) == 0)
            {
                new SafeFileHandle(number, ownsHandle: true).Dispose();
            }
        }
    }

    /// <summary>
    /// Stays behind when the terminal and whoever started it go: a session of its own, no directory that is in use, and
    /// nothing of the streams that it was given, for whose end somebody may wait.
    /// </summary>
    /// <remarks>What it started before stays where it is.</remarks>
    public static void LeaveTerminal()
    {
        // The leader of a group cannot; somebody's shell made it one, and looks after it.
        _ = ProcessCalls.NewSession();
        Directory.SetCurrentDirectory("/");
        using SafeFileHandle nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        for (int descriptor = 0; descriptor <= StandardDescriptors.Last; descriptor++)
        {
            _ = ProcessCalls.Duplicate(nothing, descriptor);
        }
    }
}
