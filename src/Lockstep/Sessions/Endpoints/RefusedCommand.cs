using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Endpoints;

/// <summary>A command that was not started, since its check has found something.</summary>
internal sealed class RefusedCommand(string why) : IRunningCommand
{
    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public void EndInput()
    {
    }

    /// <inheritdoc/>
    public void Resize(WindowSize size)
    {
    }

    /// <inheritdoc/>
    public void Send(CommandSignal signal)
    {
    }

    /// <inheritdoc/>
    public Task<CommandResult> WaitAsync(CancellationToken cancellation) => Task.FromResult(CommandResult.Refused(why));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
