using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Running;

/// <summary>A push without its deploy step, and then a command in the target's root over the same connection. Others may push there while it runs.</summary>
/// <param name="target">Where.</param>
/// <param name="arguments">Program and arguments, handed to it as they are.</param>
/// <param name="openConsole">Gives this side of the command.</param>
public sealed class CommandRun(PushTarget target, IReadOnlyList<ReadOnlyMemory<byte>> arguments, OpenConsole openConsole)
{
    /// <summary>Where it runs.</summary>
    public PushTarget Target => target;

    /// <summary>Program and arguments.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Arguments => arguments;

    /// <summary>Pushes, and runs the command unless the push was refused or failed.</summary>
    /// <returns>What came of the push, and the command's exit code when it ran.</returns>
    public Task<RunSummary> RunAsync(ProjectView project, PushOptions options, ClientContext client, IRunObserver observer, CancellationToken cancellation)
    {
        var context = new SessionContext(project, target, options with { Deploy = null }, client, observer);
        RunAccount account = context.NewRun();
        return account.ConcludeAsync(async () =>
        {
            await using TargetSession? inStep = await InStepSession.TryOpenAsync(context, account, cancellation);
            if (inStep is not null)
            {
                await RunCommandAsync(inStep, [], account, cancellation);
                return;
            }

            await using var push = new PushRun(context, account, "run", cancellation);
            await push.PlanAsync(cancellation);
            if (await push.CarryOutAsync(cancellation) is { } changed)
            {
                await RunCommandAsync(push.Session, changed, account, cancellation);
            }
        });
    }

    private async Task RunCommandAsync(
        TargetSession session, IReadOnlyList<RelativePath> changed, RunAccount account, CancellationToken cancellation)
    {
        RunVariables variables = await session.VariablesAsync();
        using ICommandConsole console = await openConsole(account.Summary);
        var unread = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using IRunningCommand command = await session.Endpoint.StartAsync(
            Request(variables, changed, console),
            (stream, bytes) =>
            {
                if (!console.TryWrite(stream, bytes) && stream == OutputKind.Out)
                {
                    unread.TrySetResult();
                }
            },
            cancellation);
        console.OnResize(command.Resize);
        using var over = new CancellationTokenSource();
        Task passing = Task.WhenAll(PassInputAsync(console.Input, command, over.Token), CloseOutputAsync(unread.Task, command, over.Token));
        try
        {
            account.Tally.AddCommand(await command.WaitAsync(cancellation));
        }
        finally
        {
            await over.CancelAsync();
        }

        // Only now: when waiting failed, input may wait for a pipe that is full and ends with the connection.
        await passing;
    }

    private CommandRequest Request(RunVariables told, IReadOnlyList<RelativePath> changed, ICommandConsole console)
    {
        List<KeyValuePair<string, string>> variables = [.. told.ToProgram, .. console.Terminal is null ? told.ToPipe : []];
        if (console.Terminal is { } terminal)
        {
            variables.Add(new("TERM", terminal.Type));
        }

        return new CommandRequest(arguments, variables, Timeout.InfiniteTimeSpan, changed)
        {
            TakesInput = console.Input is not null,
            Terminal = console.Terminal?.Size,
            LetsGo = true,
        };
    }

    private static async Task PassInputAsync(Stream? input, IRunningCommand command, CancellationToken over)
    {
        if (input is null)
        {
            return;
        }

        byte[] buffer = new byte[WireLimits.MaxInput];
        try
        {
            int read;
            while ((read = await input.ReadAsync(buffer, over)) > 0)
            {
                await command.WriteAsync(buffer.AsMemory(0, read), over);
            }

            command.EndInput();
        }
        catch (OperationCanceledException)
        {
            // The command has ended: what is left of the input is for whoever reads it next.
        }
        catch (IOException)
        {
            // A standard input that is closed or cannot be read has nothing in it.
            command.EndInput();
        }
    }

    private static async Task CloseOutputAsync(Task unread, IRunningCommand command, CancellationToken over)
    {
        try
        {
            await unread.WaitAsync(over);
            command.Send(CommandSignal.BrokenPipe);
        }
        catch (OperationCanceledException)
        {
            // The command has ended, and somebody has read all of it.
        }
    }
}
