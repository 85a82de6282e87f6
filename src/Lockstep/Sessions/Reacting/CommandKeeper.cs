using System.Text;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Running;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Reacting;

/// <summary>Keeps the user's command running on one connection, starts it anew when it shall see a change, and tells when it ends by itself.</summary>
internal sealed class CommandKeeper(IEndpoint endpoint, IReadOnlyList<ReadOnlyMemory<byte>> arguments, ILiveObserver observer, TimeProvider time) : IAsyncDisposable
{
    private readonly KeptCommand _kept = new(endpoint, (stream, bytes) => observer.Output(OutputSource.Command, stream, bytes));
    private readonly string _shown = Show(arguments);
    private Task _telling = Task.CompletedTask;
    private volatile bool _isStopping;

    /// <summary>Ends it if it runs, and starts it.</summary>
    /// <param name="variables">Its environment besides the login's.</param>
    /// <param name="trigger">What it is started for.</param>
    /// <param name="cancellation">Leaves it as it is.</param>
    public async Task RestartAsync(IReadOnlyList<KeyValuePair<string, string>> variables, Trigger trigger, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _isStopping = true;
        await _kept.StopAsync();
        await _telling;
        _isStopping = false;
        await _kept.StartAsync(new CommandRequest(arguments, variables, Timeout.InfiniteTimeSpan, trigger.Changed), cancellation);
        observer.StepChanged(new CommandStep(OutputSource.Command, _shown, StepState.Started));
        _telling = TellEndAsync(_kept.Ended, time.GetTimestamp());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        await _kept.DisposeAsync();
        await _telling;
    }

    private static string Show(IReadOnlyList<ReadOnlyMemory<byte>> arguments)
    {
        string[] words = [.. arguments.Select(argument => Encoding.UTF8.GetString(argument.Span))];
        return words is ["sh", "-c", var line] ? line : string.Join(' ', words);
    }

    private async Task TellEndAsync(Task<CommandResult> ended, long started)
    {
        await ((Task)ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (ended.IsCompletedSuccessfully && !_isStopping)
        {
            observer.StepChanged(new CommandStep(OutputSource.Command, _shown, StepState.Ended, await ended, time.GetElapsedTime(started)));
        }
    }
}
