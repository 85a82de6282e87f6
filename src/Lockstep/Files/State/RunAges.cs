using Lockstep.Plan;

namespace Lockstep.Files.State;

/// <summary>
/// How old past runs are, by their own times alone: the clock that tells them may be wrong. Where it went back, no time passed between two runs; and more than a run may
/// be old is taken for a leap of the clock, or for nobody having been at work, and counts as a day. So a leap of years makes nothing old.
/// </summary>
internal static class RunAges
{
    private const double DaysOfLeap = 1;

    /// <summary>How many of the oldest runs are too old, seen from the newest.</summary>
    /// <param name="runs">Oldest first.</param>
    /// <param name="days">How old a run may be.</param>
    public static int CountOld(IReadOnlyCollection<PastRun> runs, int days)
    {
        double age = 0;
        PastRun? last = null;
        foreach (PastRun run in runs)
        {
            age += DaysBetween(last, run, days);
            last = run;
        }

        int old = 0;
        last = null;
        foreach (PastRun run in runs)
        {
            age -= DaysBetween(last, run, days);
            last = run;
            if (age <= days)
            {
                break;
            }

            old++;
        }

        return old;
    }

    private static double DaysBetween(PastRun? from, PastRun to, int days)
    {
        double gap = from is null ? 0 : (to.Started - from.Started).TotalDays;
        return gap > days ? Math.Min(gap, DaysOfLeap) : Math.Max(gap, 0);
    }
}
