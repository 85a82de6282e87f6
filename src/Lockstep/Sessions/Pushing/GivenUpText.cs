using System.Globalization;
using Lockstep.Plan;

namespace Lockstep.Sessions.Pushing;

/// <summary>What is said when a target gave up history to make room for a run.</summary>
internal static class GivenUpText
{
    private const long Megabyte = 1_000_000;

    /// <summary>The sentence; null where nothing was given up.</summary>
    public static string? Of(GivenUpHistory history)
    {
        if (history.Runs == 0)
        {
            return null;
        }

        string runs = history.Runs == 1 ? "the oldest run" : Invariant($"the {history.Runs} oldest runs");
        string bytes = history.Bytes < Megabyte ? Invariant($"{history.Bytes} bytes") : Invariant($"{history.Bytes / Megabyte} MB");
        return $"made room first, as [history] max_size and max_age say now: {runs} cannot be undone any more ({bytes} freed)";
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
