namespace Lockstep.Sessions.Live;

/// <summary>
/// A watch: the project, which is followed once, the targets, each of which is kept in step by a loop of its own, and the user, who asks something of all of them.
/// </summary>
internal sealed class LiveSession : IDisposable
{
    private readonly WatchContext _watch;
    private readonly List<TargetKeeper> _keepers;
    private readonly ProjectFollower _follower;
    private readonly SemaphoreSlim _turns;

    /// <summary>Starts to watch the project; nothing is sent before it runs.</summary>
    public LiveSession(WatchContext watch, IReadOnlyList<WatchedTarget> targets)
    {
        _watch = watch;
        watch.View.Contents.ExpectTargets(targets.Count);
        _keepers = [.. targets.Select(target => new TargetKeeper(watch, target, isAlone: targets.Count == 1))];
        watch.Project.TellSettings = Take;
        _follower = new ProjectFollower(watch.Project, watch.View.Contents, [.. _keepers.Select(keeper => keeper.Inbox)], watch.Time);
        _turns = new SemaphoreSlim(Math.Min(watch.Controls.Jobs, targets.Count));
    }

    /// <summary>Goes on until every target has come to its end.</summary>
    /// <returns>The last word about each, in the order of the targets.</returns>
    public async Task<IReadOnlyList<RunSummary>> RunAsync(CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task following = FollowProjectAsync(over.Token);
        Task listening = FollowUserAsync(over.Token);
        RunSummary[] summaries = await Task.WhenAll(_keepers.Select(keeper => keeper.RunAsync(_follower, _turns, cancellation)));
        await over.CancelAsync();
        await Task.WhenAll(following, listening);
        return summaries;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (TargetKeeper keeper in _keepers)
        {
            keeper.Dispose();
        }

        _turns.Dispose();
    }

    private void Take(LiveSettings settings)
    {
        for (int i = 0; i < _keepers.Count; i++)
        {
            _keepers[i].Take(settings, settings.Deploys[i]);
        }
    }

    /// <summary>Follows the project until it is cancelled. What makes that impossible ends every target.</summary>
    private async Task FollowProjectAsync(CancellationToken cancellation)
    {
        try
        {
            await _follower.RunAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Every target has come to its end, or is about to.
        }
        catch (Exception failure)
        {
            _keepers.ForEach(keeper => keeper.Break(failure));
        }
    }

    private async Task FollowUserAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await _watch.Controls.AwaitAsync(cancellation);
                while (_watch.Controls.TryNext() is { } request)
                {
                    Pass(request);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // There is nobody left who could be asked.
        }
    }

    /// <summary>Asks it of every target. One key pauses them all and has them all go on, though an undo may have paused some.</summary>
    private void Pass(LiveRequest request)
    {
        if (request == LiveRequest.Quit)
        {
            _keepers.ForEach(keeper => keeper.Quit());
            return;
        }

        bool arePaused = _keepers.TrueForAll(keeper => keeper.IsPaused || keeper.HasEnded);
        LiveRequest meant = request == LiveRequest.Pause && arePaused ? LiveRequest.SyncNow : request;
        _keepers.ForEach(keeper => keeper.Inbox.Ask(meant));
    }
}
