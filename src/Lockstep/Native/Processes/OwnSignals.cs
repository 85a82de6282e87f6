namespace Lockstep.Native.Processes;

/// <summary>Signals we send ourselves.</summary>
public static class OwnSignals
{
    /// <summary>Stops this process until somebody tells it to go on; returns then.</summary>
    public static void StopSelf() => _ = ProcessCalls.Kill(Environment.ProcessId, (int)ProcessSignal.Stop);
}
