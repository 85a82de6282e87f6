using System.Runtime.ExceptionServices;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Reacting;
using Lockstep.Transport;
using Lockstep.Tree;
using Lockstep.Watching;

namespace Lockstep.Sessions.Live;

/// <summary>
/// Keeps one target in step with the project: first a push of everything, then a batch whenever something happens. Nothing that goes wrong with a batch ends
/// it; a lost connection is made again, and what happened meanwhile goes out as one batch.
/// </summary>
internal sealed class LiveSession(
    ProjectView view, PushTarget target, PushOptions options, ReactionOptions reactions, ClientContext client, ILiveObserver observer, LiveControls controls, TimeProvider time) : IDisposable
{
    /// <summary>
    /// How long a host may take to answer when a lost connection is made again: an attempt that began while the network was gone would wait for minutes.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Reactor _reactor = new(reactions, options.Deploy, view.FindSent, observer);
    private readonly LiveProject _project = new(view, controls, observer, time);
    private readonly BaselineCache _baselines = new(client.BaselineDirectory);
    private readonly Backoff _backoff = new(Random.Shared, controls.Retries);
    private readonly Audit _audit = new(time);
    private Snapshot? _known;
    private Snapshot? _kept;
    private TimeSpan? _unsentSince;
    private bool _isInStep;
    private bool _isPaused;
    private bool _isEnding;
    private RunSummary? _failed;

    /// <summary>Goes on until it is told to end, or cannot go on.</summary>
    /// <returns>The last word: why it ended.</returns>
    public async Task<RunSummary> RunAsync(CancellationToken cancellation)
    {
        var tally = new RunTally(target.Name);
        var clock = new PhaseClock(observer);
        RunSummary end = await tally.ConcludeAsync(() => StayInStepAsync(cancellation), clock);
        Keep();
        return _failed ?? end;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reactor.Dispose();
        _project.Dispose();
    }

    private async Task StayInStepAsync(CancellationToken cancellation)
    {
        _known = _baselines.Load(target.Identity)?.Snapshot;
        Task<LiveScan>? first = _project.ScanAsync();
        while (!_isEnding)
        {
            try
            {
                observer.StateChanged(LiveState.Connecting, message: null);
                await using LiveTarget open = await LiveTarget.OpenAsync(view, target, options, client, _known, observer, _isInStep ? Patience : null, cancellation);
                _known = open.Baseline;
                LiveScan scan = await (first ?? RescanAsync(cancellation)).WaitAsync(cancellation);
                first = null;
                await ServeAsync(open, scan, cancellation);
            }
            catch (SyncException failure) when (_isInStep && Backoff.IsPassing(failure))
            {
                await WaitToReconnectAsync(failure, cancellation);
            }
        }
    }

    /// <summary>Keeps an open target in step, unless the user has paused, until it is to be opened anew or the end.</summary>
    private async Task ServeAsync(LiveTarget open, LiveScan scan, CancellationToken cancellation)
    {
        _reactor.Attach(new Reaction(open.Endpoint, target.Name, reactions, observer, time));
        try
        {
            if (_isPaused)
            {
                _backoff.Reset();
                observer.StateChanged(LiveState.Paused, message: null);
                _reactor.Follow(open.LastRun, [], isFirst: false);
            }
            else
            {
                await PushAllAsync(open, scan, cancellation);
            }

            await FollowAsync(open, cancellation);
        }
        finally
        {
            await _reactor.DetachAsync();
        }
    }

    /// <summary>Everything that happened while nobody could be told, as one batch.</summary>
    private async Task<LiveScan> RescanAsync(CancellationToken cancellation)
    {
        TimeSpan? since = _unsentSince;
        _unsentSince = null;
        while (_project.Feed.TryNext() is { } batch)
        {
            since ??= batch.Since;
            await _project.TakeAsync(batch, cancellation);
        }

        return await _project.RescanAllAsync(cancellation) with { Since = since };
    }

    private async Task PushAllAsync(LiveTarget open, LiveScan scan, CancellationToken cancellation)
    {
        RunSummary summary = await PushAsync(open, scan, isOpening: true, cancellation);
        bool isRefused = summary.Exit is not (ExitCode.Done or ExitCode.Partial);
        if (isRefused && !_isInStep)
        {
            (_failed, _isEnding) = (summary, true);
            return;
        }

        _isInStep = true;
        _backoff.Reset();
        Keep();
        observer.StateChanged(LiveState.Watching, message: null);
    }

    private async Task FollowAsync(LiveTarget open, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<ChangeBatch>? changes = null;
        Task? asked = null;
        Task? audit = null;
        try
        {
            while (!_isEnding)
            {
                changes ??= _project.Feed.NextAsync(ending.Token);
                asked ??= controls.AwaitAsync(ending.Token);
                audit ??= _isPaused ? null : _audit.DueAsync(ending.Token);
                await Task.WhenAny(_isPaused ? asked : changes, asked, _isPaused ? asked : audit!, open.Lost);
                cancellation.ThrowIfCancellationRequested();
                if (controls.TryNext() is { } request)
                {
                    asked = null;
                    await DoAsync(request, open, cancellation);
                }
                else if (open.Lost.IsCompleted)
                {
                    throw new ConnectionException(ConnectionFailure.Closed, "the connection was lost");
                }
                else if (!_isPaused && changes is { IsCompleted: true })
                {
                    ChangeBatch batch = await changes;
                    changes = null;
                    await PushAsync(open, await _project.TakeAsync(batch, cancellation), isOpening: false, cancellation);
                }
                else if (!_isPaused && audit is { IsCompleted: true })
                {
                    audit = null;
                    await LookForMissedAsync(open, cancellation);
                }
            }
        }
        finally
        {
            await ending.CancelAsync();
        }
    }

    /// <summary>Does what the user asked for.</summary>
    private async Task DoAsync(LiveRequest request, LiveTarget open, CancellationToken cancellation)
    {
        switch (request)
        {
            case LiveRequest.Pause when !_isPaused:
                _isPaused = true;
                observer.StateChanged(LiveState.Paused, message: null);
                break;
            case LiveRequest.Pause or LiveRequest.SyncNow:
                await GoOnAsync(open, cancellation);
                break;
            case LiveRequest.Deploy:
                _reactor.Deploy(open.LastRun);
                break;
            case LiveRequest.Undo:
                await UndoAsync(open, cancellation);
                break;
            default:
                _isEnding = true;
                break;
        }
    }

    /// <summary>Brings everything in step, whatever happened during a pause or was undone before it.</summary>
    private async Task GoOnAsync(LiveTarget open, CancellationToken cancellation)
    {
        if (_isPaused)
        {
            _isPaused = false;
            observer.StateChanged(LiveState.Watching, message: null);
        }

        await PushAsync(open, await _project.RescanAllAsync(cancellation), isOpening: false, cancellation);
    }

    /// <summary>Puts the target back to before its last run, and pauses: what was undone must not go out again before the user wants it.</summary>
    private async Task UndoAsync(LiveTarget open, CancellationToken cancellation)
    {
        IReadOnlyList<RelativePath> changed = [];
        await RunAsync(
            async (clock, tally) =>
            {
                try
                {
                    changed = await open.UndoAsync(clock, tally, observer, cancellation);
                    _known = open.Baseline;
                }
                catch (SyncException none) when (none.ExitCode == ExitCode.Usage)
                {
                    tally.Fail(ExitCode.Refused, none.Message);
                }
            },
            PathScope.Nothing,
            since: null,
            cancellation);
        if (changed.Count > 0)
        {
            _isPaused = true;
            observer.StateChanged(LiveState.Paused, "the target has the state before its last change, and keeps it until you sync.");
            _reactor.Follow(open.LastRun, changed, isFirst: false);
        }
    }

    /// <summary>Looks at everything at a time when nothing happens: whatever is found then, the watcher has missed.</summary>
    private async Task LookForMissedAsync(LiveTarget open, CancellationToken cancellation)
    {
        long taken = _project.Feed.Taken;
        bool wasIdle = _project.Feed.IsIdle;
        LiveScan scan = await _audit.RunAsync(() => _project.RescanAllAsync(cancellation));
        RunSummary summary = await PushAsync(open, scan, isOpening: false, cancellation);
        int missed = summary.Added + summary.Updated + summary.Deleted + summary.Renamed;
        bool wasQuiet = wasIdle && taken == _project.Feed.Taken;
        if (wasQuiet && summary.Run > 0 && missed > 0)
        {
            observer.Note($"the background check sent {missed} changes that the watcher had not seen. That is a fault: please report it, with what changed the files");
        }

        Keep();
    }

    /// <summary>Sends what differs, and has the target react to it; with the first push on a connection in any case, since what is kept running there has to be started.</summary>
    private async Task<RunSummary> PushAsync(LiveTarget open, LiveScan scan, bool isOpening, CancellationToken cancellation)
    {
        IReadOnlyList<RelativePath> changed = [];
        RunSummary summary = await RunAsync(
            async (clock, tally) =>
            {
                changed = await open.PushAsync(scan, _project.ScannedAtNs, clock, tally, observer, cancellation);
                _known = open.Baseline;
            },
            scan.Scope,
            scan.Since,
            cancellation);
        if (summary.Exit is ExitCode.Done or ExitCode.Partial && (changed.Count > 0 || isOpening))
        {
            _reactor.Follow(open.LastRun, changed, isFirst: !_isInStep);
        }

        return summary;
    }

    /// <summary>Does one run and tells how it ended. What ends the connection ends more than the run and is thrown on.</summary>
    private async Task<RunSummary> RunAsync(Func<PhaseClock, RunTally, Task> work, PathScope scope, TimeSpan? since, CancellationToken cancellation)
    {
        var clock = new PhaseClock(observer);
        var tally = new RunTally(target.Name);
        Exception? failure = null;
        RunSummary summary = await tally.ConcludeAsync(
            async () =>
            {
                try
                {
                    await work(clock, tally);
                }
                catch (Exception e)
                {
                    failure = e;
                    throw;
                }
            },
            clock);
        TimeSpan? delay = since is { } moment ? _project.Feed.Now - moment : null;
        observer.BatchDone(new LiveBatch(summary, delay, failure is null ? scope : PathScope.Nothing));
        if (failure is not null)
        {
            _unsentSince ??= since;
            ExceptionDispatchInfo.Throw(failure);
        }

        cancellation.ThrowIfCancellationRequested();
        return summary;
    }

    private async Task WaitToReconnectAsync(SyncException failure, CancellationToken cancellation)
    {
        if (!_backoff.TryNext(out TimeSpan wait))
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        observer.StateChanged(LiveState.Disconnected, failure.Message);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task over = Task.Delay(wait, time, ending.Token);
        while (!over.IsCompleted && !_isEnding)
        {
            await Task.WhenAny(over, controls.AwaitAsync(ending.Token));
            cancellation.ThrowIfCancellationRequested();
            LiveRequest? request = controls.TryNext();
            if (request == LiveRequest.SyncNow)
            {
                _isPaused = false;
                break;
            }

            TakeWhileDisconnected(request);
        }

        await ending.CancelAsync();
    }

    private void TakeWhileDisconnected(LiveRequest? request)
    {
        switch (request)
        {
            case LiveRequest.Pause:
                _isPaused = !_isPaused;
                observer.StateChanged(_isPaused ? LiveState.Paused : LiveState.Disconnected, message: null);
                break;
            case LiveRequest.Deploy:
                observer.Note("there is no connection: nothing was deployed");
                break;
            case LiveRequest.Quit:
                _isEnding = true;
                break;
        }
    }

    /// <summary>Writes down what the target has, for the next command. It costs as much as the tree, so it is not done after each batch.</summary>
    private void Keep()
    {
        if (_known is null || ReferenceEquals(_known, _kept))
        {
            return;
        }

        _kept = _known;
        if (_baselines.Save(target.Identity, new CachedBaseline(_known, _project.ScannedAtNs)) is { } reason)
        {
            observer.Note(reason);
        }
    }
}
