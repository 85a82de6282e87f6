using Lockstep.Sessions.Contents.Shared;

namespace Lockstep.Sessions.Live;

/// <summary>
/// Looks at the project whenever something happens in it, now and then although nothing did, and when a target needs to know all of it; and puts what it
/// finds into the targets' inboxes. It waits for no target.
/// </summary>
/// <param name="project">The project.</param>
/// <param name="contents">Its contents on their way to targets.</param>
/// <param name="inboxes">One for each target.</param>
/// <param name="time">The clock.</param>
internal sealed class ProjectFollower(LiveProject project, SharedContents contents, IReadOnlyList<TargetInbox> inboxes, TimeProvider time)
{
    private readonly Audit _audit = new(time, project.IsPolled);
    private readonly Lock _lock = new();
    private Task<MissedChanges>? _auditing;
    private List<TargetInbox> _asking = [];
    private List<(TargetInbox Inbox, TaskCompletionSource<bool> Passed)> _barriers = [];
    private TaskCompletionSource _asked = NewSignal();
    private bool _isOver;

    /// <summary>Looks at the whole project and puts that into an inbox, soon. Safe to call from any thread.</summary>
    public void AskWhole(TargetInbox inbox)
    {
        lock (_lock)
        {
            _asking.Add(inbox);
        }

        _asked.TrySetResult();
    }

    /// <summary>
    /// Waits until all that was saved before the call stands on a target. Safe to call from any thread.
    /// </summary>
    /// <returns>False where that is not so, or cannot be known: the target is away, paused, or has refused something.</returns>
    public async Task<bool> PassAsync(TargetInbox inbox)
    {
        if (!await project.CatchUpAsync())
        {
            return false;
        }

        var passed = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_isOver)
            {
                return false;
            }

            _barriers.Add((inbox, passed));
        }

        _asked.TrySetResult();
        return await passed.Task;
    }

    /// <summary>Follows the project until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            await FollowAsync(ending.Token);
        }
        finally
        {
            // A look at everything reads the project, which may be closed from here on.
            await ending.CancelAsync();
            TurnAway();
            await (_auditing ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        Deliver(await project.ScanAsync().WaitAsync(cancellation), inboxes, isFirst: true);
        Task displaced = project.AwaitDisplacedAsync(cancellation);
        Task? changes = null;
        while (true)
        {
            changes ??= project.Feed.AwaitDueAsync(cancellation);
            _auditing ??= _audit.NextAsync(() => project.FindMissedAsync(cancellation), cancellation);
            await Task.WhenAny(changes, _asked.Task, _auditing, displaced);
            cancellation.ThrowIfCancellationRequested();
            if (displaced.IsCompleted)
            {
                throw project.Displaced();
            }

            if (_asked.Task.IsCompleted)
            {
                await AnswerAsync(cancellation);
            }
            else if (changes.IsCompleted)
            {
                changes = null;
                await TakeBatchesAsync(cancellation);
            }
            else
            {
                MissedChanges missed = await _auditing;
                _auditing = null;
                await TakeMissedAsync(missed, cancellation);
            }
        }
    }

    /// <summary>Looks at everything for those who asked for it, and lets those who wait pass behind what was handed out before they came.</summary>
    private async Task AnswerAsync(CancellationToken cancellation)
    {
        (List<TargetInbox> asking, List<(TargetInbox Inbox, TaskCompletionSource<bool> Passed)> barriers) = TakeAsking();
        if (asking.Count > 0)
        {
            Deliver(await project.RescanAllAsync(cancellation), asking);
        }

        if (barriers.Count > 0)
        {
            await TakeBatchesAsync(cancellation);
            barriers.ForEach(barrier => barrier.Inbox.Add(barrier.Passed));
        }
    }

    private async Task TakeBatchesAsync(CancellationToken cancellation)
    {
        while (project.Feed.TryNext() is { } batch)
        {
            Deliver(await project.TakeAsync(batch, cancellation), inboxes);
        }
    }

    /// <summary>Delivers what nobody told of, be it nothing, and everything to the targets that are waited at and have not got all that they were sent.</summary>
    private async Task TakeMissedAsync(MissedChanges missed, CancellationToken cancellation)
    {
        LiveScan scan = await project.TakeAsync(missed, cancellation);
        List<TargetInbox> owed = [.. inboxes.Where(inbox => inbox is { IsWaitedAt: true, IsOwed: true })];
        Deliver(scan, [.. inboxes.Where(inbox => !owed.Contains(inbox) && (inbox.IsWaitedAt || scan.Scope.Count > 0))]);
        if (owed.Count > 0)
        {
            Deliver(await project.RescanAllAsync(cancellation), owed);
        }
    }

    /// <summary>Puts a scan into inboxes. Targets that can go ahead at once, or all at the first scan, send the same: each content is read once for them.</summary>
    private void Deliver(LiveScan scan, IReadOnlyList<TargetInbox> to, bool isFirst = false)
    {
        if (to.Count == 1)
        {
            to[0].Add(scan);
            return;
        }

        List<LiveScan> copies = [.. to.Select(inbox => inbox.IsWaitedAt || isFirst ? scan with { Turn = contents.AnnounceTurn() } : scan)];
        for (int i = 0; i < to.Count; i++)
        {
            to[i].Add(copies[i]);
        }
    }

    private (List<TargetInbox> Asking, List<(TargetInbox Inbox, TaskCompletionSource<bool> Passed)> Barriers) TakeAsking()
    {
        lock (_lock)
        {
            _asked = NewSignal();
            var taken = (_asking, _barriers);
            (_asking, _barriers) = ([], []);
            return taken;
        }
    }

    private void TurnAway()
    {
        lock (_lock)
        {
            _isOver = true;
            _barriers.ForEach(static barrier => barrier.Passed.TrySetResult(false));
            _barriers.Clear();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
