using System.Text;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Reacting;

/// <summary>
/// What is run on an open target after a batch: the commands of the rules that it fires, the deploy step, and the command that is kept running. The first that fails is
/// the last: what comes after it would meet a target that is not ready.
/// </summary>
internal sealed class Reaction(IEndpoint endpoint, TargetState state, Func<Task<RunVariables>> variables, ReactionSettings settings, IRunObserver observer, TimeProvider time) : IAsyncDisposable
{
    private readonly CommandKeeper _keeper = new(endpoint, settings.Options.Command, settings.Options.CommandLasts, observer, time);

    private string? _announced;

    /// <summary>Adds to a deploy command what proves its script.</summary>
    public Func<DeployCommand, CancellationToken, Task<DeployCommand>> Prove { get; init; } = (command, _) => Task.FromResult(command);

    /// <summary>Runs it all; cancelling ends the command that runs: INT, TERM, KILL.</summary>
    /// <exception cref="SyncException">The connection was lost.</exception>
    public async Task RunAsync(Trigger trigger, CancellationToken cancellation)
    {
        RunVariables told = await variables() with { Run = trigger.Run };
        ReactionOptions options = settings.Options;
        foreach (ChangeRule rule in ChangeRule.Due(options.Rules, trigger.Changed))
        {
            var request = new CommandRequest(["sh"u8.ToArray(), "-c"u8.ToArray(), Encoding.UTF8.GetBytes(rule.Command)], told.All, rule.Timeout, trigger.Changed)
            {
                Check = settings.IsForced ? null : DeployCommand.OfLine(rule.Command).Check,
            };
            if (!await SucceedsAsync(OutputSource.OnChange, rule.Command, request, cancellation))
            {
                return;
            }
        }

        if (trigger.Deploy is { } due)
        {
            Announce(due.Command.Describe(state));
            DeployCommand proven = await Prove(due.Command, cancellation);
            CommandRequest request = proven.Request(due.Step, told, trigger.Changed);
            if (!await SucceedsAsync(OutputSource.Deploy, "deploy", request, cancellation)
                || !await PassesCheckAsync(due, told, trigger, cancellation))
            {
                return;
            }
        }

        if (trigger.Restarts && options.Command.Count > 0 && !cancellation.IsCancellationRequested)
        {
            await _keeper.RestartAsync(told.All, trigger, CancellationToken.None);
        }
    }

    /// <summary>Ends the command that is kept running, or leaves it.</summary>
    public ValueTask DisposeAsync() => _keeper.DisposeAsync();

    /// <summary>Says what is deployed with, once: a watch deploys after every save.</summary>
    private void Announce(string line)
    {
        if (line != _announced)
        {
            _announced = line;
            observer.Note($"deploy: {line}");
        }
    }

    private async Task<bool> PassesCheckAsync(DueDeploy due, RunVariables told, Trigger trigger, CancellationToken cancellation)
    {
        if (DeployAct.CheckOf(due.Step) is not { } check)
        {
            return true;
        }

        CommandRequest request = check.Command.Request(due.Step with { Timeout = check.Timeout }, told, trigger.Changed);
        var deploy = new DeployAct(OutputSource.Deploy, due.Command, "", due.Step.Timeout);
        request = request with { Check = check.IsJudgedWith(deploy) ? null : request.Check };
        return await SucceedsAsync(OutputSource.Check, check.Shown, request, cancellation);
    }

    private async Task<bool> SucceedsAsync(OutputSource source, string shown, CommandRequest request, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return false;
        }

        long started = time.GetTimestamp();
        observer.StepChanged(new CommandStep(source, shown, StepState.Started));
        CommandResult? result = null;
        try
        {
            result = source == OutputSource.Check
                ? await DeployTrial.RunAsync(endpoint, request, observer, time, cancellation)
                : await endpoint.RunAsync(request, (stream, bytes) => observer.Output(source, stream, bytes), cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // It did not end in the time that ending takes, and ends with the connection.
        }
        catch (Exception e) when (e is SyncException or ProtocolException)
        {
            observer.StepChanged(new CommandStep(source, shown, StepState.Stopped, Duration: time.GetElapsedTime(started)));
            throw;
        }

        if (result?.Refusal is { } why)
        {
            string what = source == OutputSource.Deploy ? "the deploy command" : $"'{DisplayText.Of(shown)}'";
            observer.Note($"{what} was not run: {why}. It is tried again after the next change; start the watch with --force to go on");
        }

        StepState end = cancellation.IsCancellationRequested || result is not { } ended ? StepState.Stopped
            : ended.TimedOut ? StepState.TimedOut
            : ended.ExitCode == 0 ? StepState.Succeeded
            : StepState.Failed;
        observer.StepChanged(new CommandStep(source, shown, end, end == StepState.Stopped ? null : result, time.GetElapsedTime(started)));
        return end == StepState.Succeeded;
    }
}
