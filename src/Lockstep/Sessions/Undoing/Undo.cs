using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Undoing;

/// <summary>The past of targets: what runs did there, and going back. The way in for the command line.</summary>
public static class Undo
{
    /// <summary>Puts a target back to before a run, then deploys.</summary>
    /// <param name="project">The project, whose deploy command is run.</param>
    /// <param name="target">Which target.</param>
    /// <param name="request">How far back, and what.</param>
    /// <param name="options">As for a push; of the plan's only force and consent count.</param>
    /// <param name="client">What the client brings along.</param>
    /// <param name="observer">Is told how it goes.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What came of it; failures are in it too, with their exit code.</returns>
    public static Task<RunSummary> RunAsync(
        ProjectView project, PushTarget target, UndoRequest request, PushOptions options, ClientContext client, IRunObserver observer, CancellationToken cancellation) =>
        new UndoRun(new SessionContext(project, target, options, client, observer), request).RunAsync(cancellation);

    /// <summary>Tells what the history of a target keeps, without writing anything there.</summary>
    /// <param name="target">Which target.</param>
    /// <param name="run">The one run that is asked for, with what it did; null for all.</param>
    /// <param name="client">What the client brings along.</param>
    /// <param name="observer">Is told what the target notes.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="SyncException">The target cannot be reached, or does not keep the run.</exception>
    public static async Task<HistoryReply> HistoryAsync(
        PushTarget target, long? run, ClientContext client, IRunObserver observer, CancellationToken cancellation)
    {
        await using IEndpoint endpoint = await client.ConnectAsync(target, new PushOptions(), observer, cancellation);
        TargetState state = await endpoint.OpenAsync(new OpenRequest(target.Root, IsPreview: true, SnapshotDigest.None, client.Owner), cancellation);
        foreach (string note in state.Notes)
        {
            observer.Note(note);
        }

        HistoryReply history = await endpoint.HistoryAsync(new HistoryRequest(0), cancellation);
        if (run is not { } number)
        {
            return history;
        }

        UndoPoint.FindKept(history, number);
        return await endpoint.HistoryAsync(new HistoryRequest(number), cancellation);
    }
}
