using System.Globalization;
using System.Text;
using Lockstep.Plan;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;

namespace Lockstep.Sessions.Pushing;

/// <summary>Says what other clients' runs changed, and who ran them.</summary>
internal static class OthersText
{
    private const int MostRuns = 5;
    private const int MostNamed = 3;

    /// <summary>Asks the target who changed what a plan keeps or conflicts with; nothing is asked where nothing is.</summary>
    /// <returns>In path order.</returns>
    public static async Task<IReadOnlyList<RunAttribution>> AskAsync(IEndpoint target, SyncPlan plan, CancellationToken cancellation)
    {
        List<RelativePath> paths = [.. plan.Kept.Select(kept => kept.Path), .. plan.Conflicts.Where(conflict => conflict.IsByRun).Select(conflict => conflict.Path)];
        if (paths.Count == 0)
        {
            return [];
        }

        paths.Sort();
        IReadOnlyList<PastRun?> runs = await target.AttributeAsync(paths, cancellation);
        return [.. paths.Select((path, index) => new RunAttribution(path, runs[index]))];
    }

    /// <summary>What stays as others put it, a line for each run, the newest first.</summary>
    public static IEnumerable<string> NotesOf(SyncPlan plan, IReadOnlyList<RunAttribution> who)
    {
        HashSet<RelativePath> kept = [.. plan.Kept.Select(difference => difference.Path)];
        List<IGrouping<PastRun?, RunAttribution>> runs =
            [.. who.Where(attribution => kept.Contains(attribution.Path)).GroupBy(attribution => attribution.Run).OrderByDescending(run => run.Key?.Run ?? 0)];
        foreach (IGrouping<PastRun?, RunAttribution> run in runs.Take(MostRuns))
        {
            yield return $"kept: {Number(run.Count())} changed by {NameOf(run.Key)} (lockstep pull takes them)";
        }

        if (runs.Count > MostRuns)
        {
            yield return $"kept: {Number(runs.Skip(MostRuns).Sum(run => run.Count()))} changed by {runs.Count - MostRuns} earlier runs (lockstep pull takes them)";
        }
    }

    /// <summary>A refusal with who changed what it is about.</summary>
    public static string? RefusalOf(SyncPlan plan, IReadOnlyList<RunAttribution> who)
    {
        if (plan.Refusal is not { } refusal)
        {
            return null;
        }

        HashSet<RelativePath> conflicts = refusal.Kind == RefusalKind.Conflicts ? [.. plan.Conflicts.Select(conflict => conflict.Path)] : [];
        var text = new StringBuilder(refusal.Message);
        foreach (RunAttribution attribution in who.Where(attribution => conflicts.Contains(attribution.Path)).Take(MostNamed))
        {
            text.Append(' ').Append(attribution.Path).Append(" was changed by ").Append(NameOf(attribution.Run)).Append(TimeOf(attribution.Run)).Append('.');
        }

        return text.ToString();
    }

    /// <summary>Who made a run: <c>ann@mac in run 41</c>.</summary>
    public static string NameOf(PastRun? run) => run is null ? "an earlier run" : string.Create(CultureInfo.InvariantCulture, $"{run.Owner} in run {run.Run}");

    private static string TimeOf(PastRun? run) =>
        run is null ? "" : string.Create(CultureInfo.InvariantCulture, $" on {run.Started.ToLocalTime():yyyy-MM-dd} at {run.Started.ToLocalTime():HH:mm}");

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
