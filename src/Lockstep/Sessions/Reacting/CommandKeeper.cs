using System.Text;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Running;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Reacting;

/// <summary>Keeps the user's command running on one connection, starts it anew when it shall see a change, and tells when it ends by itself.</summary>
/// <param name="endpoint">Where it runs.</param>
/// <param name="arguments">Program and arguments.</param>
/// <param name="lasts">Whether it outlasts the connection, and one that lasts there already goes on as long as nothing changes.</param>
/// <param name="observer">Is told.</param>
/// <param name="time">The clock.</param>
internal sealed class CommandKeeper(IEndpoint endpoint, IReadOnlyList<ReadOnlyMemory<byte>> arguments, bool lasts, IRunObserver observer, TimeProvider time) : IAsyncDisposable
{
    private readonly KeptCommand _kept = new(endpoint, (stream, bytes) => observer.Output(OutputSource.Command, stream, bytes));
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _shown = Show(arguments);
    private Task _telling = Task.CompletedTask;
    private long _started;
    private bool _isFirst = true;
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
        if (_isFirst && !lasts)
        {
            await EndLastingAsync(cancellation);
        }

        bool takesUp = lasts && _isFirst && trigger.Changed.Count == 0;
        _isFirst = false;
        await _kept.StartAsync(new CommandRequest(arguments, variables, Timeout.InfiniteTimeSpan, trigger.Changed) { Lasts = lasts, TakesUp = takesUp }, cancellation);
        TellStart(await _kept.Report);
        _telling = TellEndAsync(_kept.Ended);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        bool isLeft = lasts && _kept.IsRunning;
        await _kept.DisposeAsync();
        _left.SetResult();
        await _telling;
        if (isLeft)
        {
            observer.StepChanged(new CommandStep(OutputSource.Command, _shown, StepState.Left, Duration: time.GetElapsedTime(_started)));
        }
    }

    private static string Show(IReadOnlyList<ReadOnlyMemory<byte>> arguments)
    {
        string[] words = [.. arguments.Select(argument => Encoding.UTF8.GetString(argument.Span))];
        return words is ["sh", "-c", var line] ? line : string.Join(' ', words);
    }

    /// <summary>Ends what an earlier watch has left running there: the command takes its place.</summary>
    private async Task EndLastingAsync(CancellationToken cancellation)
    {
        var request = new CommandRequest([], [], Timeout.InfiniteTimeSpan, []) { Lasts = true };
        await using IRunningCommand ending = await endpoint.StartAsync(request, (stream, bytes) => observer.Output(OutputSource.Command, stream, bytes), cancellation);
        TellFormer(await ending.Report);
        await ending.WaitAsync(cancellation);
    }

    private void TellFormer(LastingReport report)
    {
        if (report is { Fate: LastingFate.Ended, State: { } former })
        {
            observer.Note($"'{former.Command}', which an earlier watch had left running there, was ended");
        }
    }

    private void TellStart(LastingReport report)
    {
        _started = time.GetTimestamp();
        if (report is { Fate: LastingFate.GoesOn, State: { } state })
        {
            TimeSpan age = time.GetUtcNow() - state.Started;
            _started -= (long)(Math.Max(0, age.TotalSeconds) * time.TimestampFrequency);
            observer.StepChanged(new CommandStep(OutputSource.Command, _shown, StepState.GoesOn, Duration: time.GetElapsedTime(_started)));
            return;
        }

        TellFormer(report);
        observer.StepChanged(new CommandStep(OutputSource.Command, _shown, StepState.Started));
    }

    private async Task TellEndAsync(Task<CommandResult> ended)
    {
        await Task.WhenAny(ended, _left.Task);
        if (ended.IsCompletedSuccessfully && !_isStopping)
        {
            observer.StepChanged(new CommandStep(OutputSource.Command, _shown, StepState.Ended, await ended, time.GetElapsedTime(_started)));
        }
    }
}
