using Lockstep.Sessions;
using Lockstep.Sessions.Live;

namespace Lockstep.Cli.Shell;

/// <summary>Follows a watch that shows nothing, since the terminal is somebody else's: when it is in step, and what is wrong at the end.</summary>
internal sealed class QuietWatch : IRunObserver
{
    private readonly TaskCompletionSource _inStep = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _trouble;

    /// <summary>Completes when the target is in step for the first time.</summary>
    public Task InStep => _inStep.Task;

    /// <summary>Why the last saves did not arrive; null where they did.</summary>
    public string? Trouble => _trouble;

    /// <inheritdoc/>
    public void Tell(SessionEvent told)
    {
        switch (told)
        {
            case SessionEvent.StateChanged { State: LiveState.Watching }:
                _trouble = null;
                _inStep.TrySetResult();
                break;
            case SessionEvent.StateChanged { State: LiveState.Disconnected } lost:
                _trouble = lost.Message ?? "the connection was lost";
                break;
            case SessionEvent.BatchDone done:
                _trouble = done.Batch.Summary.Message;
                break;
        }
    }
}
