using System.Runtime.ExceptionServices;
using Lockstep.Sessions.Reacting;
using Lockstep.Sessions.Remembering;
using Lockstep.Tree;

namespace Lockstep.Sessions.Live;

/// <summary>Does the runs of a watched target, one after the other: what the project has for it, and what the user wants undone. Tells how each ended, and has the target react to it.</summary>
internal sealed class TargetRuns(LiveProject project, WatchedTarget target, KnownTarget known, Reactor reactor)
{
    private readonly IRunObserver _observer = target.Observer;
    private volatile bool _isAtWork;
    private Task _keeping = Task.CompletedTask;

    /// <summary>Whether a run is under way. Safe to ask from any thread.</summary>
    public bool IsAtWork => _isAtWork;

    /// <summary>Whether something was refused or could not be written since everything was last compared.</summary>
    public bool Owes { get; private set; }

    /// <summary>Sends what differs, and has the target react to it.</summary>
    /// <param name="open">The target.</param>
    /// <param name="scan">What was found in the project.</param>
    /// <param name="isOpening">Whether it is the first on a connection: it is reacted to in any case, since what is kept running has to be started.</param>
    /// <param name="isFirst">Whether it is the first of all.</param>
    /// <param name="cancellation">Stops it, leaving the target consistent.</param>
    public async Task<RunSummary> PushAsync(LiveTarget open, LiveScan scan, bool isOpening, bool isFirst, CancellationToken cancellation)
    {
        IReadOnlyList<RelativePath> changed = [];
        RunSummary summary = await RunAsync(
            async run => changed = await open.PushAsync(scan, run, cancellation), open, scan.Scope, scan.Since);
        cancellation.ThrowIfCancellationRequested();
        if (summary.Exit is ExitCode.Done or ExitCode.Partial && (changed.Count > 0 || isOpening))
        {
            reactor.Follow(open.LastRun, changed, isFirst, summary);
        }

        if (scan.IsCheck)
        {
            TellMissed(summary);
        }

        // What was refused or could not be written is tried again by whoever looks at everything, and was not missed then.
        Owes = summary.Exit != ExitCode.Done || (Owes && !scan.Scope.IsEverything);
        return summary;
    }

    /// <summary>Puts the target back to before its last run.</summary>
    /// <returns>Whether anything was changed.</returns>
    public async Task<bool> UndoAsync(LiveTarget open, CancellationToken cancellation)
    {
        IReadOnlyList<RelativePath> changed = [];
        await RunAsync(
            async run =>
            {
                try
                {
                    changed = await open.UndoAsync(run, cancellation);
                }
                catch (SyncException none) when (none.ExitCode == ExitCode.Usage)
                {
                    run.Tally.Fail(ExitCode.Refused, none.Message);
                }
            },
            open,
            PathScope.Nothing,
            since: null);
        cancellation.ThrowIfCancellationRequested();
        if (changed.Count > 0)
        {
            reactor.Follow(open.LastRun, changed, isFirst: false);
        }

        return changed.Count > 0;
    }

    /// <summary>Writes down what the target has, for the next command. Beside the runs, since it costs as much as the tree.</summary>
    public Task KeepAsync() => _keeping = KeepAsync(_keeping);

    /// <summary>What was agreed on without a run is nowhere else: whoever is killed could not tell it from the target.</summary>
    private void Remember(RememberedTarget? remembered, long run)
    {
        bool isNew = !ReferenceEquals(known.Current, remembered);
        known.Current = remembered;
        if (isNew && run == 0)
        {
            _ = KeepAsync();
        }
    }

    private async Task KeepAsync(Task earlier)
    {
        await earlier;
        if (await Task.Run(() => known.Keep()) is { } reason)
        {
            _observer.Note(reason);
        }
    }

    /// <summary>Does one run and tells how it ended. What ends the connection ends more than the run and is thrown on.</summary>
    private async Task<RunSummary> RunAsync(Func<RunAccount, Task> work, LiveTarget open, PathScope scope, TimeSpan? since)
    {
        var run = new RunAccount(target.Target.Name, _observer);
        Exception? failure = null;
        _isAtWork = true;
        RunSummary summary = await run.ConcludeAsync(async () =>
        {
            try
            {
                await work(run);
                Remember(open.Session.Known.Remembered, run.Tally.Run);
            }
            catch (Exception e)
            {
                failure = e;
                throw;
            }
        });
        _isAtWork = false;
        TimeSpan? delay = since is { } moment ? project.Feed.Now - moment : null;
        _observer.BatchDone(new LiveBatch(summary, delay, failure is null ? scope : PathScope.Nothing));
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return summary;
    }

    private void TellMissed(RunSummary summary)
    {
        int missed = summary.Added + summary.Updated + summary.Deleted + summary.Renamed;
        if (!Owes && !project.IsPolled && summary.Run > 0 && missed > 0)
        {
            _observer.Note($"the background check sent {missed} changes that the watcher had not seen. That is a fault: please report it, with what changed the files");
        }

        _ = KeepAsync();
    }
}
