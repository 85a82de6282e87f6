namespace Lockstep.Native.Processes;

/// <summary>What the calling thread asks of the system for itself.</summary>
public static class OwnThread
{
    private const int PriorityOfThread = 0;
    private const int Niceness = 5;

    /// <summary>
    /// Lets others have a processor first, for as long as this thread lives: only few users may take it back. Threads it starts do the same. On Linux, where each thread
    /// has a priority of its own.
    /// </summary>
    public static void StepBack()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = ProcessCalls.SetPriority(PriorityOfThread, id: 0, Niceness);
        }
    }
}
