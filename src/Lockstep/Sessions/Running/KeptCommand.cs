using Lockstep.Sessions.Endpoints;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Running;

/// <summary>
/// A command that is kept running on a target: started, ended when something else shall run in its place, and started again. One at a time; not for several threads.
/// What it writes goes to the same taker all the time.
/// </summary>
/// <param name="endpoint">The target, open; stays the caller's, who may push to it while the command runs.</param>
/// <param name="output">Takes what the command writes.</param>
public sealed class KeptCommand(IEndpoint endpoint, CommandOutput output) : IAsyncDisposable
{
    private IRunningCommand? _command;
    private Task<CommandResult>? _ended;
    private bool _lasts;

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => _ended is { IsCompleted: false };

    /// <summary>How the command that was started last ends, by itself or not; fails when the connection does. All of its output has been handed out then.</summary>
    /// <exception cref="InvalidOperationException">None was started.</exception>
    public Task<CommandResult> Ended => _ended ?? throw new InvalidOperationException("No command was started.");

    /// <summary>What the request for the command that was started last has met, if it is one that lasts.</summary>
    /// <exception cref="InvalidOperationException">None was started.</exception>
    public Task<LastingReport> Report => _command?.Report ?? throw new InvalidOperationException("No command was started.");

    /// <summary>Starts it; one that runs is stopped first.</summary>
    public async Task StartAsync(CommandRequest request, CancellationToken cancellation)
    {
        await StopAsync();
        _lasts = request.Lasts;
        _command = await endpoint.StartAsync(request, output, cancellation);
        _ended = _command.WaitAsync(CancellationToken.None);
    }

    /// <summary>Ends it and all it started, by TERM and, after a grace time, KILL; nothing when none runs.</summary>
    /// <returns>How it ended; null when none was started.</returns>
    public async Task<CommandResult?> StopAsync()
    {
        if (_command is not { } command)
        {
            return null;
        }

        _command = null;
        command.Send(CommandSignal.Terminate);
        await using (command)
        {
            return await Ended;
        }
    }

    /// <summary>Ends it, or leaves it as it is if it lasts. That the connection has ended is no trouble here: the command has then, too.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_lasts)
        {
            await (_command?.DisposeAsync() ?? ValueTask.CompletedTask);
            return;
        }

        try
        {
            await StopAsync();
        }
        catch (SyncException)
        {
            // Whoever waits for its end is told.
        }
    }
}
