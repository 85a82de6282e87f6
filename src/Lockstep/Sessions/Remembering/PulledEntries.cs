using Lockstep.Plan;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Remembering;

/// <summary>Has a project hold what a pull put into it: the next edit of it is a change of the project, and of nobody else.</summary>
internal static class PulledEntries
{
    /// <summary>What is remembered of the target from now on.</summary>
    /// <param name="left">What was.</param>
    /// <param name="state">The target as it was opened.</param>
    /// <param name="plan">What was pulled.</param>
    /// <param name="failed">Paths at which it was not.</param>
    /// <param name="here">The project, after the commit.</param>
    /// <param name="cancellation">Ends the looking.</param>
    public static async Task<RememberedTarget> HoldAsync(
        RememberedTarget left, TargetState state, SyncPlan plan, IReadOnlySet<RelativePath> failed, LocalEndpoint here, CancellationToken cancellation)
    {
        List<Change> done = [.. plan.Changes.Where(change => !failed.Contains(change.Path))];
        var standing = new Dictionary<RelativePath, EntryEdit>();
        foreach (EntryEdit seen in await here.LookAsync(done.ConvertAll(change => change.Path), cancellation))
        {
            standing.Add(seen.Path, seen);
        }

        List<EntryEdit> edits = done.ConvertAll(change => HeldAs(change, standing));
        Snapshot held = left.Held.With(StandingEdits.Of(left.Held, edits));
        return left with
        {
            Seen = SnapshotSharing.Share(state.Baseline ?? left.Seen, held),
            Held = held,
            Run = state.LastRun,
            Mark = RunMark.OfLast(state),
        };
    }

    /// <summary>What stands in the project, with the content that came; the stamp proves nothing where something else was put there since.</summary>
    private static EntryEdit HeldAs(in Change change, Dictionary<RelativePath, EntryEdit> standing)
    {
        if (!change.After.Exists || !standing.TryGetValue(change.Path, out EntryEdit seen))
        {
            return new EntryEdit(change.Path, change.After);
        }

        bool isAsPut = (seen.Entry.Type, seen.Entry.Size, seen.Entry.ModifiedNs) == (change.After.Type, change.After.Size, change.After.ModifiedNs);
        return isAsPut
            ? new EntryEdit(change.Path, seen.Entry with { Content = change.After.Content }, change.After.Content.IsKnown ? seen.Stamp : default)
            : new EntryEdit(change.Path, change.After);
    }
}
