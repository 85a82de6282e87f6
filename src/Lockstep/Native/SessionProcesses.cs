using System.Buffers.Text;

namespace Lockstep.Native;

/// <summary>The processes of one session: what a command started, whatever groups they made, but for what left the session on purpose (setsid).</summary>
internal static class SessionProcesses
{
    private const int ListingLength = 32 * 1024;

    /// <summary>Sends each a signal.</summary>
    /// <param name="session">The number of the process that leads, or led, the session.</param>
    /// <param name="signal">The signal.</param>
    /// <returns>Whether there was any; zombies count.</returns>
    public static bool Send(int session, ProcessSignal signal)
    {
        using DirectoryHandle processes = DirectoryHandle.Open("/proc"u8);
        bool isAny = false;
        foreach (ListedName process in processes.List(new byte[ListingLength]))
        {
            if (Utf8Parser.TryParse(process.Name, out int id, out int length) && length == process.Name.Length && ProcessCalls.SessionOf(id) == session)
            {
                isAny |= ProcessCalls.Kill(id, (int)signal) == 0;
            }
        }

        return isAny;
    }
}
