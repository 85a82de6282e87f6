using Lockstep.Native.Disk;
using Lockstep.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Descriptors;

/// <summary>Standard input, output and error as descriptors 0, 1 and 2.</summary>
public static class StandardDescriptors
{
    /// <summary>The last of them: standard error.</summary>
    internal const int Last = 2;

    /// <summary>Opens the null device for each of them that is closed, before anything else is opened and gets its number.</summary>
    public static void OpenClosed()
    {
        const int GetDescriptorFlags = 1, SetDescriptorFlags = 2;
        for (int descriptor = 0; descriptor <= Last; descriptor++)
        {
            using var handle = new SafeFileHandle(descriptor, ownsHandle: false);
            if (ProcessCalls.Control(handle, GetDescriptorFlags, 0) < 0
                && FileCalls.Open(LinuxDirectory.WorkingDirectory, "/dev/null"u8, OpenFlags.ReadWrite).Succeeded)
            {
                // Programs that we start inherit it, as any standard stream.
                _ = ProcessCalls.Control(handle, SetDescriptorFlags, 0);
            }
        }
    }
}
