using System.Globalization;
using Lockstep.Plan;

namespace Lockstep.Cli.Terminal;

/// <summary>A line of a history: a run, or a row of saves that one <c>watch</c> made one after the other.</summary>
/// <param name="First">The oldest run.</param>
/// <param name="Last">The newest run.</param>
/// <param name="Counts">What all of them did.</param>
/// <param name="KeptBytes">Size of what the histories of all keep.</param>
internal sealed record RunRow(PastRun First, PastRun Last, PastCounts Counts, long KeptBytes)
{
    /// <summary>The number, or the first and the last.</summary>
    public string Numbers => First.Run == Last.Run
        ? First.Run.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{First.Run}-{Last.Run}");

    /// <summary>The rows of runs, oldest first.</summary>
    public static List<RunRow> Group(IReadOnlyList<PastRun> runs)
    {
        var rows = new List<RunRow>();
        foreach (PastRun run in runs)
        {
            if (rows.Count > 0 && GoesOn(rows[^1].Last, run))
            {
                rows[^1] = new RunRow(rows[^1].First, run, rows[^1].Counts + run.Counts, rows[^1].KeptBytes + run.KeptBytes);
            }
            else
            {
                rows.Add(new RunRow(run, run, run.Counts, run.KeptBytes));
            }
        }

        return rows;
    }

    private static bool GoesOn(PastRun before, PastRun run) =>
        (before.Origin.Kind, run.Origin.Kind) == (RunKind.Watch, RunKind.Watch) && before.Owner == run.Owner && before.Source == run.Source;
}
