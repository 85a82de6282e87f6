using Lockstep.Native.Disk;

namespace Lockstep.Native.Processes;

/// <summary>How long processors have worked for the calling thread.</summary>
internal static class ThreadTime
{
    /// <summary>That time so far; to be compared with another of the same thread.</summary>
    public static unsafe TimeSpan Now
    {
        get
        {
            TimeSpec time;
            CallResult.Of(ProcessCalls.GetTime(ProcessCalls.ThreadProcessorClock, &time)).OrThrow("read the clock");
            return time.ToTimeSpan();
        }
    }
}
