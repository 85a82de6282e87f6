using System.Buffers.Text;
using Lockstep.Native.Disk;

namespace Lockstep.Native.Processes;

/// <summary>The processes of one session: what a command started, whatever groups they made, but for what left the session on purpose (setsid).</summary>
internal static class SessionProcesses
{
    private const int ListingLength = 32 * 1024;

    /// <summary>Sends each a signal.</summary>
    /// <param name="session">The number of the process that leads, or led, the session.</param>
    /// <param name="signal">The signal.</param>
    /// <param name="exceptGroup">A group that is passed over; 0 for none.</param>
    /// <returns>Whether there was any; zombies count.</returns>
    public static bool Send(int session, ProcessSignal signal, int exceptGroup = 0)
    {
        using DirectoryHandle processes = DirectoryHandle.Open("/proc"u8);
        bool isAny = false;
        foreach (ListedName process in processes.List(new byte[ListingLength]))
        {
            bool isProcess = Utf8Parser.TryParse(process.Name, out int id, out int length) && length == process.Name.Length;
            if (isProcess && ProcessCalls.SessionOf(id) == session && (exceptGroup == 0 || ProcessCalls.GroupOf(id) != exceptGroup))
            {
                isAny |= ProcessCalls.Kill(id, (int)signal) == 0;
            }
        }

        return isAny;
    }
}
