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
    /// <param name="left">What is remembered; null for nothing.</param>
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
        bool isMemoryLost = isFirst && state.Last?.Source is not null;
        bool isLastOwn = IsOwn(state.Last, ours, owner, isFirst);
        bool mayBeAmongOthers = left is not null && state.LastRun - seen is > 1 and <= MostRunsBetween;
        if (isMemoryLost || known is not { } baseline || state.LastRun <= seen || !(isLastOwn || mayBeAmongOthers))
        {
            return left;
        }

        List<PastRun> since = state.LastRun - seen == 1
            ? [state.Last!]
            : [.. (await endpoint.HistoryAsync(new HistoryRequest(0), cancellation)).Runs.Where(run => run.Run > seen)];
        List<PastRun> own = since.FindAll(run => IsOwn(run, ours, owner, isFirst));
        bool areAllTold = isFirst || since.Count == state.LastRun - seen;
        if (!areAllTold || own.Count == 0)
        {
            return left;
        }

        if (left is null or { Run: 0 })
        {
            return own.Count == since.Count
                ? new RememberedTarget(baseline, baseline, ScannedAtNs: 0, state.LastRun) { Mark = RunMark.OfLast(state) }
                : left;
        }

        bool areAllOwn = own.Count == since.Count;
        Dictionary<RelativePath, Entry> put = areAllOwn ? [] : await PutByAsync(endpoint, own, cancellation);
        Snapshot held = await HoldAsync(endpoint, baseline, left.Held, own, put, cancellation);
        return areAllOwn
            ? new RememberedTarget(baseline, held, left.ScannedAtNs, state.LastRun) { Mark = RunMark.OfLast(state) }
            : left with { Held = held };
    }

    /// <summary>
    /// Tells the plan of an undo which paths were put last by somebody else's run, or by an undo: what comes back there is
    /// nothing that this project's version replaced, so the next push must not put that version there.
    /// </summary>
    /// <param name="endpoint">The target, open.</param>
    /// <param name="plan">The undo.</param>
    /// <param name="undone">The runs it takes back, oldest first.</param>
    /// <param name="ours">Where the runs of this checkout come from.</param>
    /// <param name="owner">Who is at work.</param>
    /// <param name="cancellation">Ends the asking.</param>
    public static async Task<SyncPlan> TellOthersAsync(
        IEndpoint endpoint,
        SyncPlan plan,
        IEnumerable<PastRun> undone,
        RunSource ours,
        string owner,
        CancellationToken cancellation)
    {
        bool IsOwnPut(PastRun? run) => run?.Origin.Kind != RunKind.Undo && IsOwn(run, ours, owner, takesUntold: true);
        if (plan.IsEmpty || undone.All(IsOwnPut))
        {
            return plan;
        }

        IEnumerable<RelativePath> changed = plan.Changes.SelectMany(change =>
            change.Kind == ChangeKind.Rename ? (RelativePath[])[change.Path, change.Source] : [change.Path]);
        List<RelativePath> paths = [.. changed.Concat(plan.Bookkeeping.Select(edit => edit.Path)).Distinct().Order()];
        IReadOnlyList<PastRun?> last = await endpoint.AttributeAsync(paths, cancellation);
        return plan.WithOfOthers(paths.Where((_, index) => !IsOwnPut(last[index])).ToHashSet());
    }

    /// <summary>Finds the paths that were put on the target last by a run that is not this checkout's own.</summary>
    /// <param name="endpoint">The target, open.</param>
    /// <param name="paths">In path order.</param>
    /// <param name="ours">Where the runs of this checkout come from.</param>
    /// <param name="owner">Who is at work.</param>
    /// <param name="cancellation">Ends the asking.</param>
    public static async Task<HashSet<RelativePath>> FindOthersAsync(
        IEndpoint endpoint, IReadOnlyList<RelativePath> paths, RunSource ours, string owner, CancellationToken cancellation)
    {
        IReadOnlyList<PastRun?> last = await endpoint.AttributeAsync(paths, cancellation);
        return [.. paths.Where((_, index) => !IsOwn(last[index], ours, owner, takesUntold: true))];
    }

    /// <summary>
    /// What own runs put is held, be it that it stands still or that another client has changed, deleted or undone it
    /// since: that is theirs then, and a version of the project's own a conflict.
    /// </summary>
    /// <param name="endpoint">The target, open.</param>
    /// <param name="baseline">What it has.</param>
    /// <param name="held">What was held before those runs.</param>
    /// <param name="own">The runs.</param>
    /// <param name="put">What they put where others have been at work, too.</param>
    /// <param name="cancellation">Ends the asking.</param>
    private static async Task<Snapshot> HoldAsync(
        IEndpoint endpoint,
        Snapshot baseline,
        Snapshot held,
        List<PastRun> own,
        Dictionary<RelativePath, Entry> put,
        CancellationToken cancellation)
    {
        IEnumerable<RelativePath> others = put.Keys.Where(path => !baseline.Find(path).IsDirectory && !held.Find(path).IsDirectory);
        List<RelativePath> paths = [.. others.Union(PullComparison.ChangedByRuns(baseline, held)).Order()];
        IReadOnlyList<PastRun?> last = paths.Count == 0 ? [] : await endpoint.AttributeAsync(paths, cancellation);
        HashSet<long> numbers = [.. own.Select(run => run.Run)];
        var edits = new List<EntryEdit>(paths.Count);
        for (int i = 0; i < paths.Count; i++)
        {
            if (last[i] is { } run && numbers.Contains(run.Run))
            {
                edits.Add(new EntryEdit(paths[i], baseline.Find(paths[i])));
            }
            else if (put.TryGetValue(paths[i], out Entry mine) && !mine.IsDirectory)
            {
                edits.Add(new EntryEdit(paths[i], mine));
            }
        }

        return held.With(StandingEdits.Of(held, edits));
    }

    /// <summary>What runs put last at each path, by the history; absent where they removed it.</summary>
    private static async Task<Dictionary<RelativePath, Entry>> PutByAsync(
        IEndpoint endpoint, List<PastRun> runs, CancellationToken cancellation)
    {
        var put = new Dictionary<RelativePath, Entry>();
        foreach (PastRun run in runs.TakeLast(MostOwnRuns))
        {
            HistoryReply told = await endpoint.HistoryAsync(new HistoryRequest(run.Run), cancellation);
            foreach (Change change in told.Changes)
            {
                if (change.Kind == ChangeKind.Rename)
                {
                    put[change.Source] = Entry.Absent;
                }

                put[change.Path] = change.After;
            }
        }

        return put;
    }

    /// <summary>
    /// Whether a run came from this checkout: the same person at the same machine, the same project, the same directory. Runs of versions that did not tell
    /// where they came from are taken for the first one's who asks.
    /// </summary>
    private static bool IsOwn(PastRun? run, RunSource ours, string owner, bool takesUntold) => run is not null && run.Origin.Kind != RunKind.Pull
        && (run.Source is { } source ? run.Owner == owner && source.IsOfProject(ours) && source.Directory == ours.Directory : takesUntold);
}
