using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions;

/// <summary>
/// The short way of a push beside a watch of the same project and target: the watch says when all that was saved until now
/// stands there, so that nothing has to be looked at, here or there.
/// </summary>
internal static class InStepSession
{
    /// <summary>Waits for the watch and opens its target for commands; null where there is no such watch.</summary>
    /// <param name="context">Project and target.</param>
    /// <param name="run">Counts the entries.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task<TargetSession?> TryOpenAsync(SessionContext context, RunAccount run, CancellationToken cancellation)
    {
        if (context.Options.IsDryRun || await context.Client.TryPassAsync(context, cancellation) is not { } passed)
        {
            return null;
        }

        // Those who share the project need not wait for this run.
        context.Project.LetGoOfScan();
        context.Project.Contents.TakeTurn().Dispose();
        try
        {
            run.Endpoint = passed.Target;
            var request = new OpenRequest(context.Target.Root, IsPreview: true, SnapshotDigest.None, context.Client.Owner);
            TargetState state = await passed.Target.OpenAsync(request, cancellation);
            run.Tally.AddInStep(passed.Entries);
            run.Observer.Planned(new RunPreview([], passed.Entries, ContentBytes: 0));
            var opening = new TargetOpening(context, SessionMode.Look, "push", context.NewMemory());
            return new TargetSession(opening, passed.Target, new OpenedTarget(state, Left: null, AreRunsOwn: true));
        }
        catch
        {
            await passed.Target.DisposeAsync();
            throw;
        }
    }
}
