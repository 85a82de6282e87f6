using Lockstep.Sessions.Contents.Shared;
using Lockstep.Watching;

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
    private readonly Audit _audit = new(time);
    private readonly Lock _lock = new();
    private Task<MissedChanges>? _auditing;
    private List<TargetInbox> _asking = [];
    private TaskCompletionSource _asked = NewSignal();

    /// <summary>Looks at the whole project and puts that into an inbox, soon. Safe to call from any thread.</summary>
    public void AskWhole(TargetInbox inbox)
    {
        lock (_lock)
        {
            _asking.Add(inbox);
        }

        _asked.TrySetResult();
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
            await (_auditing ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        Deliver(await project.ScanAsync().WaitAsync(cancellation), inboxes, isFirst: true);
        Task displaced = project.AwaitDisplacedAsync(cancellation);
        Task<ChangeBatch>? changes = null;
        while (true)
        {
            changes ??= project.Feed.NextAsync(cancellation);
            _auditing ??= _audit.NextAsync(() => project.FindMissedAsync(cancellation), cancellation);
            await Task.WhenAny(changes, _asked.Task, _auditing, displaced);
            cancellation.ThrowIfCancellationRequested();
            if (displaced.IsCompleted)
            {
                throw project.Displaced();
            }

            if (_asked.Task.IsCompleted)
            {
                List<TargetInbox> asking = TakeAsking();
                Deliver(await project.RescanAllAsync(cancellation), asking);
            }
            else if (changes.IsCompleted)
            {
                ChangeBatch batch = await changes;
                changes = null;
                Deliver(await project.TakeAsync(batch, cancellation), inboxes);
            }
            else
            {
                MissedChanges missed = await _auditing;
                _auditing = null;
                await TakeMissedAsync(missed, cancellation);
            }
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

    private List<TargetInbox> TakeAsking()
    {
        lock (_lock)
        {
            _asked = NewSignal();
            (List<TargetInbox> taken, _asking) = (_asking, []);
            return taken;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
