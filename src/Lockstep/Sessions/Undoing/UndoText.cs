using System.Globalization;
using Lockstep.Plan;

namespace Lockstep.Sessions.Undoing;

/// <summary>What an undo says to people.</summary>
internal static class UndoText
{
    private const int MostNamed = 3;

    /// <summary>What is undone.</summary>
    public static string Of(PastRun first, PastRun last) => first.Run == last.Run
        ? Invariant($"back to before run {first.Run} of {first.Owner} ({first.Started.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC)")
        : Invariant($"back to before run {first.Run} of {first.Owner} ({first.Started.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC), over {last.Run - first.Run + 1} runs");

    /// <summary>
    /// What to say where runs changed nothing on the target, so that undoing them would make one more such run.
    /// </summary>
    /// <param name="plan">The undo. It may set times of directories, which no run counts.</param>
    /// <param name="undone">The runs that would be undone, oldest first.</param>
    /// <param name="runs">All runs that are kept, oldest first.</param>
    /// <returns>The text; null where there is something to undo.</returns>
    public static string? OfNothing(SyncPlan plan, IReadOnlyList<PastRun> undone, IReadOnlyList<PastRun> runs)
    {
        if (plan.Changes.Count > 0 || plan.Refusal is not null || undone.Any(HasChanged))
        {
            return null;
        }

        string which = undone.Count == 1
            ? Invariant($"run {undone[0].Run}")
            : Invariant($"runs {undone[0].Run} to {undone[^1].Run}");
        string before = runs.LastOrDefault(HasChanged) is { } last
            ? Invariant($"; --run {last.Run} takes back the last run that did")
            : "";
        return $"{which} changed nothing on the target: there is nothing to undo{before}";
    }

    private static bool HasChanged(PastRun run) => run.Counts != default;

    /// <summary>Why an undo is not carried out; null when it may be.</summary>
    public static string? RefusalOf(SyncPlan plan)
    {
        if (plan.Refusal is not { } refusal)
        {
            return null;
        }

        return refusal.Kind switch
        {
            RefusalKind.Conflicts => Conflicts(plan.Conflicts),
            RefusalKind.TooManyDeletions =>
                Invariant($"{plan.Counts.Deleted} entries would be deleted on the target, more than half of what stands there. Nothing was changed. See which with --dry-run; --yes or --max-delete N allows it."),
            _ => refusal.Message,
        };
    }

    private static string Conflicts(IReadOnlyList<Standing> conflicts)
    {
        string names = string.Join(", ", conflicts.Take(MostNamed).Select(conflict => conflict.Path));
        string more = conflicts.Count > MostNamed ? Invariant($" and {conflicts.Count - MostNamed} more") : "";
        return Invariant($"somebody changed {conflicts.Count} of the entries on the target after the runs that would be undone: {names}{more}. Nothing was changed. ")
            + "See what differs with 'lockstep diff', bring it here with 'lockstep pull PATH', or go back over it with --force; history keeps it.";
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
