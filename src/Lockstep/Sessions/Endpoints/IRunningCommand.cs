using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Endpoints;

/// <summary>
/// A command that was started on an endpoint. Its members may be called from any thread, input from one at a time; after its end they do nothing. Disposing it ends
/// it for good, with all it started, at the latest when its endpoint is disposed; but for one that lasts (<see cref="CommandRequest.Lasts"/>), which is left as it is.
/// </summary>
public interface IRunningCommand : IAsyncDisposable
{
    /// <summary>What the request for a lasting command has met; nothing for any other. Comes before its output, and fails when the connection does.</summary>
    Task<LastingReport> Report => Task.FromResult(LastingReport.Nothing);

    /// <summary>Gives the command input; waits while it does not take any. What is given after its end, or after it closed its input, is lost.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation);

    /// <summary>The command's input is at its end.</summary>
    void EndInput();

    /// <summary>The terminal has another size.</summary>
    void Resize(WindowSize size);

    /// <summary>Ends the command, or its output.</summary>
    void Send(CommandSignal signal);

    /// <summary>Nobody is there for it any more: it is ended, but for one that lasts.</summary>
    void Leave() => Send(CommandSignal.Terminate);

    /// <summary>Waits for the command's end; all of its output has been handed out then. Cancelling sends it <see cref="CommandSignal.Interrupt"/>.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled, and the command's end did not come in the time that ending takes.</exception>
    Task<CommandResult> WaitAsync(CancellationToken cancellation);
}

/// <summary>What is done with commands as a whole.</summary>
public static class CommandRunning
{
    /// <summary>Runs a command without input to its end. Cancelling ends it: INT, TERM, KILL.</summary>
    public static async Task<CommandResult> RunAsync(this IEndpoint endpoint, CommandRequest request, CommandOutput output, CancellationToken cancellation)
    {
        await using IRunningCommand command = await endpoint.StartAsync(request, output, cancellation);
        return await command.WaitAsync(cancellation);
    }
}
