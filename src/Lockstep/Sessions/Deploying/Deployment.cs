using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Deploying;

/// <summary>Runs the commands of a deploy in the target's root, one after the other, and hands their output on as it comes.</summary>
/// <param name="context">Between whom.</param>
/// <param name="session">The target.</param>
/// <param name="account">Times it.</param>
internal sealed class Deployment(SessionContext context, TargetSession session, RunAccount account)
{
    /// <summary>How long a command that is to end may take to do so before the user is told what is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Runs commands until one fails.</summary>
    /// <param name="step">What the settings say.</param>
    /// <param name="acts">The commands.</param>
    /// <param name="changed">What the last run changed.</param>
    /// <param name="isOwed">Whether the files are to be put back if one fails, which the target keeps in mind.</param>
    /// <param name="cancellation">Ends the command that runs: INT, TERM, KILL.</param>
    public async Task<DeployEnd> RunAsync(
        DeployStep step, IReadOnlyList<DeployAct> acts, IReadOnlyList<RelativePath> changed, bool isOwed, CancellationToken cancellation)
    {
        var end = new DeployEnd();
        RunVariables variables = await session.VariablesAsync();
        using (account.Clock.Start(Phase.Deploy))
        {
            foreach (DeployAct act in acts)
            {
                account.Observer.Note($"{Texts(act.Source)}: {act.Shown}");
                DeployCommand command = await act.Command.WithProofAsync(context.Project, cancellation);
                CommandRequest request = command.Request(step with { Timeout = act.Timeout }, variables, changed);
                request = request with
                {
                    Check = act.IsJudgedWith(acts[0]) ? null : request.Check,
                    DeployOf = act.Source != OutputSource.OnChange || isOwed ? variables.Run : 0,
                    Debt = !isOwed || variables.Run == 0 ? DeployDebt.None : act == acts[^1] ? DeployDebt.UnlessDone : DeployDebt.Always,
                };
                CommandResult result = await RunAsync(act, request, cancellation);
                cancellation.ThrowIfCancellationRequested();
                end = end.With(act, result);
                if (end.HasFailed)
                {
                    return end;
                }
            }
        }

        return end;
    }

    private static string Texts(OutputSource source) => source switch
    {
        OutputSource.OnChange => "on_change",
        OutputSource.Check => "check",
        _ => "deploy",
    };

    private async Task<CommandResult> RunAsync(DeployAct act, CommandRequest request, CancellationToken cancellation)
    {
        using var ended = new CancellationTokenSource();
        await using (cancellation.Register(() => _ = TellPatienceAsync(act, ended.Token)))
        {
            try
            {
                return act.IsCheck
                    ? await DeployTrial.RunAsync(session.Endpoint, request, account.Observer, TimeProvider.System, cancellation)
                    : await session.Endpoint.RunAsync(
                        request, (kind, bytes) => account.Observer.Output(act.Source, kind, bytes), cancellation);
            }
            finally
            {
                await ended.CancelAsync();
            }
        }
    }

    private async Task TellPatienceAsync(DeployAct act, CancellationToken ended)
    {
        try
        {
            await Task.Delay(Patience, ended);
            account.Observer.Note(
                $"'{act.Shown}' has not ended on Ctrl-C (INT); it gets TERM 5 s after that, and KILL 10 s after. "
                + "Ctrl-C again leaves at once, and it ends with the connection");
        }
        catch (OperationCanceledException)
        {
            // It has ended in time.
        }
    }
}
