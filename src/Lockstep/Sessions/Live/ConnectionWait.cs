using System.Runtime.ExceptionServices;

namespace Lockstep.Sessions.Live;

/// <summary>What becomes of a target while there is no connection to it: how long it waits before the next attempt, and what the user asks for meanwhile.</summary>
internal sealed class ConnectionWait(TargetInbox inbox, TargetStanding standing, IRunObserver observer, int? retries, TimeProvider time)
{
    private readonly Backoff _backoff = new(Random.Shared, retries);

    /// <summary>It worked: the next loss is a new one.</summary>
    public void Reset() => _backoff.Reset();

    /// <summary>Waits for a connection that is being made, and takes note of what the user asks for.</summary>
    public async Task UntilAsync(Task connected)
    {
        while (!connected.IsCompleted)
        {
            Task arrived = inbox.Arrived;
            if (inbox.TakeRequest() is { } request)
            {
                TakeNote(request, LiveState.Connecting);
            }
            else
            {
                await Task.WhenAny(connected, arrived);
            }
        }
    }

    /// <summary>Waits for the next attempt's time, or until the user does not want to wait. Throws the failure when there is no attempt left.</summary>
    public async Task UntilNextAttemptAsync(SyncException failure, CancellationToken cancellation)
    {
        if (!_backoff.TryNext(out TimeSpan wait))
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        observer.StateChanged(LiveState.Disconnected, failure.Message);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task over = Task.Delay(wait, time, ending.Token);
        bool isToGoOn = false;
        while (!over.IsCompleted && !isToGoOn)
        {
            Task arrived = inbox.Arrived;
            if (inbox.TakeRequest() is { } request)
            {
                TakeNote(request, LiveState.Disconnected);
                isToGoOn = request == LiveRequest.SyncNow;
            }
            else
            {
                await Task.WhenAny(over, arrived);
            }
        }

        await ending.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    private void TakeNote(LiveRequest request, LiveState state)
    {
        switch (request)
        {
            case LiveRequest.Pause when !standing.IsPaused:
                standing.IsPaused = true;
                observer.StateChanged(LiveState.Paused, "there is no connection; it is made again, and nothing is sent until you go on.");
                break;
            case LiveRequest.SyncNow when standing.IsPaused:
                standing.IsPaused = false;
                observer.StateChanged(state, message: null);
                break;
            case LiveRequest.Deploy:
                standing.IsDeployAsked = true;
                observer.Note("there is no connection: the deploy step runs as soon as there is one");
                break;
            case LiveRequest.Undo:
                observer.Note("there is no connection: nothing was undone");
                break;
        }
    }
}
