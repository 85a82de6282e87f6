using Lockstep.Plan;
using Lockstep.Sessions.Endpoints;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Remembering;

/// <summary>Finds out what a project's memory is worth for the target that was opened.</summary>
internal static class Recollection
{
    /// <summary>
    /// Keeps a memory of a target that has no run yet, before the first one is made: who is killed in between recognises
    /// that run afterwards, and a fresh clone at the same path has no such memory.
    /// </summary>
    /// <returns>Why it was not kept; null when it was, or is not needed.</returns>
    public static string? Begin(TargetMemory memory, string identity, RememberedTarget? left, TargetState state) =>
        left is null && state.LastRun == 0 ? memory.Save(identity, RememberedTarget.Nothing) : null;

    /// <summary>Judges the memory, and brings it up to date with own runs that it lacks.</summary>
    /// <param name="endpoint">The target, open.</param>
    /// <param name="state">What it answered when it was opened.</param>
    /// <param name="left">What is remembered; null for nothing.</param>
    /// <param name="ours">Where the runs of this checkout come from.</param>
    /// <param name="owner">Who is at work.</param>
    /// <param name="cancellation">Ends the asking.</param>
    /// <returns>
    /// The target's state, with the baseline where it was not sent because the memory has the same; and what is
    /// remembered of this very target: null makes it a first contact where the target has runs.
    /// </returns>
    public static async Task<(TargetState State, RememberedTarget? Left)> JudgeAsync(
        IEndpoint endpoint,
        TargetState state,
        RememberedTarget? left,
        RunSource ours,
        string owner,
        CancellationToken cancellation)
    {
        bool isOfTarget = left is not null && await IsOfAsync(endpoint, state, left, cancellation);
        RememberedTarget? adopted =
            await OwnRuns.AdoptAsync(endpoint, state, isOfTarget ? left : null, ours, owner, cancellation);
        bool isStranger = adopted is { Run: 0 } && state.LastRun > 0;
        return adopted is null || isStranger
            ? (state with { Baseline = state.Baseline ?? left?.Seen }, null)
            : (state, adopted);
    }

    /// <summary>
    /// Runs are counted and never taken back, so fewer of them, or another one in the place of the remembered one, are
    /// another target's: a backup that was restored, say.
    /// </summary>
    private static async Task<bool> IsOfAsync(
        IEndpoint endpoint, TargetState state, RememberedTarget left, CancellationToken cancellation)
    {
        if (state.LastRun <= left.Run || left.Run == 0)
        {
            return state.LastRun >= left.Run && left.Mark.MayBe(state.Last);
        }

        HistoryReply history = await endpoint.HistoryAsync(new HistoryRequest(left.Run), cancellation);
        return left.Mark.MayBe(history.Runs.FirstOrDefault(run => run.Run == left.Run));
    }
}
