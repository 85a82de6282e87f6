namespace Lockstep.Native.Processes;

/// <summary>What the calling thread asks of the system for itself.</summary>
public static class OwnThread
{
    /// <summary>
    /// Lets others have a processor first, for as long as this thread lives. On Linux, where each thread has a priority of
    /// its own.
    /// </summary>
    public static void StepBack() => SystemFamily.Current.StepBack();
}
