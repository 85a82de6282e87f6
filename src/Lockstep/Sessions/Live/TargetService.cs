using Lockstep.Files;
using Lockstep.Sessions.Reacting;
using Lockstep.Transport;

namespace Lockstep.Sessions.Live;

/// <summary>Serves a target as long as one connection to it lasts: takes what comes into its inbox, one thing after the other.</summary>
/// <param name="open">The target.</param>
/// <param name="inbox">What comes for it.</param>
/// <param name="standing">How it stands.</param>
/// <param name="runs">Does the runs.</param>
/// <param name="reactor">Deploys.</param>
/// <param name="observer">Is told.</param>
internal sealed class TargetService(LiveTarget open, TargetInbox inbox, TargetStanding standing, TargetRuns runs, Reactor reactor, IRunObserver observer)
{
    /// <summary>Whether nothing was sent on this connection yet.</summary>
    private bool _isOpening;

    /// <summary>Is asked to put the whole project into the inbox.</summary>
    public required Action AskWhole { get; init; }

    /// <summary>Is told when the target is in step for the first time on this connection.</summary>
    public required Action OnInStep { get; init; }

    /// <summary>Goes on until the connection is lost, which is thrown, or it is to end.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        _isOpening = !standing.IsPaused || !standing.IsInStep;
        if (standing.IsPaused)
        {
            observer.StateChanged(LiveState.Paused, message: null);
        }

        if (!_isOpening)
        {
            reactor.Follow(open.LastRun, [], isFirst: false);
            Settle();
        }

        while (!standing.IsEnding)
        {
            await TakeNextAsync(cancellation);
        }
    }

    private async Task TakeNextAsync(CancellationToken cancellation)
    {
        Task arrived = inbox.Arrived;
        cancellation.ThrowIfCancellationRequested();
        if (inbox.TakeRequest() is { } request)
        {
            await DoAsync(request, cancellation);
        }
        else if (open.Session.Lost.IsCompleted)
        {
            throw new ConnectionException(ConnectionFailure.Closed, "the connection was lost");
        }
        else if (!standing.IsPaused && inbox.TakeScan() is { } scan)
        {
            await PushAsync(scan, cancellation);
        }
        else
        {
            await AwaitAsync(arrived);
        }
    }

    private async Task AwaitAsync(Task arrived)
    {
        if (!standing.IsPaused && inbox.TryAskWhole())
        {
            AskWhole();
        }

        inbox.LetPass(!standing.IsPaused);
        inbox.IsWaitedAt = !standing.IsPaused;
        await Task.WhenAny(arrived, open.Session.Lost);
        inbox.IsWaitedAt = false;
    }

    private async Task PushAsync(LiveScan scan, CancellationToken cancellation)
    {
        bool isFirst = !standing.IsInStep;
        RunSummary summary;
        try
        {
            summary = await runs.PushAsync(open, scan, _isOpening, isFirst, cancellation);
            inbox.IsOwed = runs.Owes;
            if (open.TakeWholeDue())
            {
                inbox.AwaitWhole();
            }
        }
        catch
        {
            inbox.AwaitWhole(scan.Since);
            throw;
        }

        if (isFirst && summary.Exit is not (ExitCode.Done or ExitCode.Partial))
        {
            (standing.Failed, standing.IsEnding) = (summary, true);
        }
        else if (_isOpening)
        {
            Settle();
            await MemoryTrim.AfterLeavingAsync(open.Session.Known.Baseline.Count);
            _ = runs.KeepAsync();
            observer.StateChanged(LiveState.Watching, message: null);
        }
    }

    /// <summary>The target is reached, and has all that it is to have.</summary>
    private void Settle()
    {
        _isOpening = false;
        standing.IsInStep = true;
        OnInStep();
        if (standing.IsDeployAsked)
        {
            standing.IsDeployAsked = false;
            reactor.Deploy(open.LastRun);
        }
    }

    private async Task DoAsync(LiveRequest request, CancellationToken cancellation)
    {
        switch (request)
        {
            case LiveRequest.Pause when !standing.IsPaused:
                Pause(message: null);
                break;
            case LiveRequest.SyncNow:
                GoOn();
                break;
            case LiveRequest.Deploy:
                reactor.Deploy(open.LastRun);
                break;

            // What was undone must not go out again before the user wants it.
            case LiveRequest.Undo when await runs.UndoAsync(open, cancellation):
                Pause("the target has the state before its last change, and keeps it until you sync.");
                break;
        }
    }

    private void Pause(string? message)
    {
        standing.IsPaused = true;
        inbox.AwaitWhole();
        observer.StateChanged(LiveState.Paused, message);
    }

    /// <summary>Has everything compared, here and there, whatever happened during a pause or was undone before it.</summary>
    private void GoOn()
    {
        open.IsToBeChecked = true;
        if (standing.IsPaused)
        {
            standing.IsPaused = false;
            observer.StateChanged(LiveState.Watching, message: null);
        }

        inbox.StartAfresh();
    }
}
