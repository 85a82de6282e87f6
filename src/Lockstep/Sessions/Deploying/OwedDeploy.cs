using Lockstep.Plan;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Deploying;

/// <summary>
/// Runs whose deploy failed, or was cut off with its connection, before the files were put back. The target has it in its
/// history (<see cref="DeployOutcome.IsOwed"/>), so that any client learns it at the next contact.
/// </summary>
internal static class OwedDeploy
{
    /// <summary>Says what is owed at a target; null for nothing.</summary>
    /// <param name="last">Its last run; null where that is not known.</param>
    public static string? NoteOf(PastRun? last) => last switch
    {
        not { Deploy.IsOwed: true } => null,
        { Origin.Kind: RunKind.Undo } =>
            $"run {last.Run} put the files back, but their deploy failed or was cut off: 'lockstep deploy' runs it again",
        _ => $"the deploy of run {last.Run} failed or was cut off, and the files were not put back: 'lockstep deploy' runs it again "
            + $"and puts them back if it fails, 'lockstep undo --run {last.Run}' puts them back now",
    };

    /// <summary>Finds the first of the newest runs that are undone when a deploy fails; 0 for none.</summary>
    /// <param name="session">The target.</param>
    /// <param name="run">The run that was just made; 0 for none.</param>
    /// <param name="cancellation">Ends the asking.</param>
    public static async Task<long> FindFirstAsync(TargetSession session, long run, CancellationToken cancellation)
    {
        // Without a word about it in the last run, a history of thousands of runs need not be fetched.
        if (session.State.Last is not { } last || (last is { Deploy.IsOwed: false } && last.Origin.Kind != RunKind.Undo))
        {
            return run;
        }

        HistoryReply history = await session.Endpoint.HistoryAsync(new HistoryRequest(0), cancellation);
        long first = run;
        for (int i = history.Runs.Count - 1; i >= 0; i--)
        {
            PastRun past = history.Runs[i];
            bool isPuttingBack = past is { Origin.Kind: RunKind.Undo, Deploy: null };
            if (past.Deploy is { IsOwed: true })
            {
                first = past.Run;
            }
            else if (past.Run != run && !isPuttingBack)
            {
                break;
            }
        }

        return first;
    }
}
