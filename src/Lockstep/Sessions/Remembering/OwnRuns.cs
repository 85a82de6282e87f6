using Lockstep.Plan;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Remembering;

/// <summary>
/// Recognises runs that this checkout made itself and does not remember, since it was killed, or its connection was cut, between the commit and the
/// writing of its memory. Without that its own work would count as another client's.
/// </summary>
internal static class OwnRuns
{
    /// <summary>Brings the memory up to date with runs that came from this very checkout.</summary>
    /// <param name="endpoint">The target, open.</param>
    /// <param name="state">What it answered when it was opened.</param>
    /// <param name="left">What is remembered; null for nothing, as after a first push that was killed.</param>
    /// <param name="ours">Where the runs of this checkout come from.</param>
    /// <param name="owner">Who is at work.</param>
    /// <param name="cancellation">Ends the asking.</param>
    /// <returns>The memory as it would be had it been written; <paramref name="left"/> where somebody else made one of the runs since then.</returns>
    public static async Task<RememberedTarget?> AdoptAsync(
        IEndpoint endpoint, TargetState state, RememberedTarget? left, RunSource ours, string owner, CancellationToken cancellation)
    {
        long known = left?.Run ?? 0;
        bool isFirst = left is null;
        bool isMemoryLost = isFirst && state is { LastRun: > 1, Last.Source: not null };
        if (isMemoryLost || state.Baseline is not { } baseline || state.LastRun <= known || !IsOwn(state.Last, ours, owner, isFirst))
        {
            return left;
        }

        if (state.LastRun - known > 1)
        {
            HistoryReply history = await endpoint.HistoryAsync(new HistoryRequest(0), cancellation);
            List<PastRun> since = history.Runs.FindAll(run => run.Run > known);
            bool areAllTold = isFirst || since.Count == state.LastRun - known;
            if (!areAllTold || since.Exists(run => !IsOwn(run, ours, owner, isFirst)))
            {
                return left;
            }
        }

        // What others' earlier runs changed is seen and not held, and stays so.
        Snapshot held = left?.Held ?? baseline;
        EntryEdit[] edits = PullComparison.ChangedByRuns(baseline, left?.Seen ?? held).ConvertAll(path => new EntryEdit(path, baseline.Find(path)));
        return new RememberedTarget(baseline, held.With(edits), left?.ScannedAtNs ?? 0, state.LastRun);
    }

    /// <summary>
    /// Brings the memory up to date at the paths that runs of this very checkout changed last, where somebody else has
    /// made runs, too: what others changed
    /// stays theirs.
    /// </summary>
    /// <inheritdoc cref="AdoptAsync"/>
    public static async Task<RememberedTarget> AdoptPathsAsync(
        IEndpoint endpoint, TargetState state, RememberedTarget left, RunSource ours, string owner, CancellationToken cancellation)
    {
        List<RelativePath> changed = state.Baseline is { } now && state.LastRun > left.Run ? [.. PullComparison.ChangedByRuns(now, left.Seen)] : [];
        if (changed.Count == 0)
        {
            return left;
        }

        changed.Sort();
        IReadOnlyList<PastRun?> runs = await endpoint.AttributeAsync(changed, cancellation);
        List<EntryEdit> edits = [];
        for (int i = 0; i < changed.Count; i++)
        {
            if (runs[i] is { } run && run.Run > left.Run && IsOwn(run, ours, owner, takesUntold: false))
            {
                edits.Add(new EntryEdit(changed[i], state.Baseline!.Find(changed[i])));
            }
        }

        return edits.Count == 0 ? left : left with { Held = left.Held.With(StandingEdits.Of(left.Held, edits)) };
    }

    /// <summary>
    /// Whether a run came from this checkout: the same person at the same machine, the same project, the same directory. Runs of versions that did not tell
    /// where they came from are taken for the first one's who asks.
    /// </summary>
    private static bool IsOwn(PastRun? run, RunSource ours, string owner, bool takesUntold) => run is not null && run.Origin.Kind != RunKind.Pull
        && (run.Source is { } source ? run.Owner == owner && source.IsOfProject(ours) && source.Directory == ours.Directory : takesUntold);
}
