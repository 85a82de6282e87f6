using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Lockstep.Native.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Processes;

/// <summary>
/// The hidden verb <c>guard</c> of both our programs: <c>guard GRACE</c> reads the number of a session (4 bytes, little-endian) and waits for the end of its standard
/// input, which comes when the process that started it has died, however it died; then ends the session, by TERM and, after so many milliseconds, KILL. A command's own
/// death signal reaches only the command, not what it started.
/// </summary>
public static class GuardVerb
{
    /// <summary>The verb's name.</summary>
    public const string Name = "guard";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits and ends the session.</summary>
    /// <param name="arguments">The program's arguments with the verb first.</param>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments is not [Name, var grace] || !int.TryParse(grace, NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds))
        {
            return (int)ExitCode.Usage;
        }

        using var parent = new DescriptorReader(new SafeFileHandle(0, ownsHandle: false));
        byte[] session = new byte[sizeof(int)];
        if (parent.ReadAtLeast(session, session.Length, throwOnEndOfStream: false) < session.Length)
        {
            return (int)ExitCode.Done;
        }

        while (parent.Read(new byte[1]) > 0)
        {
        }

        int id = BinaryPrimitives.ReadInt32LittleEndian(session);
        long start = Stopwatch.GetTimestamp();
        bool isLeft = SessionProcesses.Send(id, ProcessSignal.Terminate);
        while (isLeft && Stopwatch.GetElapsedTime(start).TotalMilliseconds < milliseconds)
        {
            Thread.Sleep(Interval);
            isLeft = SessionProcesses.Send(id, ProcessSignal.None);
        }

        if (isLeft)
        {
            SessionProcesses.Send(id, ProcessSignal.Kill);
        }

        return (int)ExitCode.Done;
    }
}
