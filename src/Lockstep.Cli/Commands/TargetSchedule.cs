namespace Lockstep.Cli.Commands;

/// <summary>In which order several targets are worked on.</summary>
/// <param name="Jobs">How many at once, at least 1.</param>
/// <param name="StopsAtFailure">Whether no other target is begun once one has failed.</param>
internal readonly record struct TargetSchedule(int Jobs, bool StopsAtFailure = false)
{
    /// <summary>How many targets are worked on at once unless the user says otherwise.</summary>
    public const int UsualJobs = 32;

    /// <summary>What suits commands that change nothing.</summary>
    public static TargetSchedule Usual => new(UsualJobs);

    /// <summary>Each target may hold two threads that wait for its connection; those that wait must not keep the others from working.</summary>
    public static void MakeRoom(int targets)
    {
        ThreadPool.GetMinThreads(out int workers, out int ports);
        if (targets > 1)
        {
            ThreadPool.SetMinThreads(workers + (2 * targets), ports);
        }
    }
}
