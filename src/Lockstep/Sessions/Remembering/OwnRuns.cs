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
    /// <summary>A watch that was killed has made many runs; each costs a question.</summary>
    private const int MostOwnRuns = 100;

    /// <summary>More runs of others are not looked through for own ones among them: the list of all runs would cross the wire with each push.</summary>
    private const int MostRunsBetween = 200;

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
        long seen = left?.Run ?? 0;
        bool isFirst = left is null;

        // Where others took back what own runs did, the target has what it had, and does not send it again.
        Snapshot? known = state.Baseline ?? left?.Seen;
        bool isMemoryLost = isFirst && state is { LastRun: > 1, Last.Source: not null };
        bool isLastOwn = IsOwn(state.Last, ours, owner, isFirst);
        bool mayBeAmongOthers = left is not null && state.LastRun - seen is > 1 and <= MostRunsBetween;
        if (isMemoryLost || known is not { } baseline || state.LastRun <= seen || !(isLastOwn || mayBeAmongOthers))
        {
            return left;
        }

        if (state.LastRun - seen > 1)
        {
            HistoryReply history = await endpoint.HistoryAsync(new HistoryRequest(0), cancellation);
            List<PastRun> since = history.Runs.FindAll(run => run.Run > seen);
            bool areAllTold = isFirst || since.Count == state.LastRun - seen;
            if (!areAllTold)
            {
                return left;
            }

            List<PastRun> own = since.FindAll(run => IsOwn(run, ours, owner, isFirst));
            if (own.Count < since.Count)
            {
                bool isBeside = left is not null && own.Count > 0;
                return isBeside ? await AdoptBesideAsync(endpoint, baseline, left!, own, cancellation) : left;
            }
        }

        Snapshot held = left?.Held ?? baseline;
        EntryEdit[] edits = PullComparison.ChangedByRuns(baseline, held).ConvertAll(path => new EntryEdit(path, baseline.Find(path)));
        return new RememberedTarget(baseline, held.With(edits), left?.ScannedAtNs ?? 0, state.LastRun);
    }

    /// <summary>
    /// What own runs put is held where it stands still. Where another client has changed it again nothing is agreed on: what was held before
    /// those runs may be what that client put back, and would make this project's version a change that may replace it.
    /// </summary>
    private static async Task<RememberedTarget> AdoptBesideAsync(
        IEndpoint endpoint, Snapshot baseline, RememberedTarget left, List<PastRun> own, CancellationToken cancellation)
    {
        var touched = new SortedSet<RelativePath>();
        foreach (PastRun run in own.TakeLast(MostOwnRuns))
        {
            HistoryReply told = await endpoint.HistoryAsync(new HistoryRequest(run.Run), cancellation);
            foreach (Change change in told.Changes)
            {
                touched.Add(change.Path);
                if (change.Kind == ChangeKind.Rename)
                {
                    touched.Add(change.Source);
                }
            }
        }

        HashSet<long> numbers = [.. own.Select(run => run.Run)];
        List<RelativePath> paths = [.. touched.Where(path => !baseline.Find(path).IsDirectory && !left.Held.Find(path).IsDirectory)];
        IReadOnlyList<PastRun?> last = await endpoint.AttributeAsync(paths, cancellation);
        var edits = new List<EntryEdit>(paths.Count);
        for (int i = 0; i < paths.Count; i++)
        {
            bool isStanding = last[i] is { } run && numbers.Contains(run.Run);
            edits.Add(new EntryEdit(paths[i], isStanding ? baseline.Find(paths[i]) : Entry.Absent));
        }

        return left with { Held = left.Held.With(StandingEdits.Of(left.Held, edits)) };
    }

    /// <summary>
    /// Whether a run came from this checkout: the same person at the same machine, the same project, the same directory. Runs of versions that did not tell
    /// where they came from are taken for the first one's who asks.
    /// </summary>
    private static bool IsOwn(PastRun? run, RunSource ours, string owner, bool takesUntold) => run is not null && run.Origin.Kind != RunKind.Pull
        && (run.Source is { } source ? run.Owner == owner && source.IsOfProject(ours) && source.Directory == ours.Directory : takesUntold);
}
