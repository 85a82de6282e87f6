namespace Lockstep.Native.Processes;

/// <summary>How long processors have worked for the calling thread.</summary>
internal static class ThreadTime
{
    /// <summary>That time so far; to be compared with another of the same thread.</summary>
    public static TimeSpan Now => SystemFamily.Current.ThreadTime;
}
