using Lockstep.Sessions.Remembering;

namespace Lockstep.Sessions.Deploying;

/// <summary>
/// Where the connection was lost between a run and the end of its deploy, and the files are to be put back if that fails:
/// the target is reached once more, and they are. Nobody knows how far the deploy has come.
/// </summary>
/// <param name="context">Between whom.</param>
/// <param name="account">Takes the result; has the run that was made.</param>
internal sealed class DeployRescue(SessionContext context, RunAccount account)
{
    /// <summary>Whether what was lost leaves a run whose files are to be put back.</summary>
    public static bool IsDue(SessionContext context, RunAccount account, SyncException lost) =>
        lost.ExitCode is ExitCode.NoConnection or ExitCode.SyncFailed
        && account.Tally.Summary is { Run: > 0, TargetProblems: 0 }
        && context.Options.Deploy is { OnFailure: DeployFailure.Undo } step
        && step.IsDue(hasChanged: true);

    /// <summary>Puts the files back and runs the deploy of before.</summary>
    /// <param name="lost">How the connection was lost.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="SyncException">The target cannot be reached again.</exception>
    public async Task RunAsync(SyncException lost, CancellationToken cancellation)
    {
        long run = account.Tally.Run;
        account.Observer.Note($"{lost.Message} The deploy of run {run} did not come to its end: connecting again to put the files back");
        try
        {
            KnownTarget memory = context.NewMemory();
            RememberedTarget? known = await Task.Run(memory.Load, cancellation);
            var opening = new TargetOpening(context, SessionMode.Run, "deploy", memory) { NeedsHistory = true };
            opening.Begin(Task.FromResult(known), cancellation);
            await using TargetSession session = await opening.OpenAsync(known, account, cancellation);
            if (session.Known.LastRun != run)
            {
                throw new SyncException(ExitCode.DeployFailed, $"run {session.Known.LastRun} was made there since.");
            }

            var after = new AfterSync(context, session, account) { OnPutBack = () => memory.Keep(session.Known, account.Observer) };
            await after.PutBackAsync(context.Options.Deploy!, run, "the connection was lost before the deploy had ended", cancellation);
        }
        catch (SyncException again)
        {
            throw new SyncException(
                lost.ExitCode,
                $"{lost.Message} The deploy of run {run} did not come to its end, and the files could not be put back: {again.Message} "
                + $"'lockstep undo --run {run}' puts them back.");
        }
    }
}
