using Lockstep.Files.Scanning;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Watching;

namespace Lockstep.Sessions.Live;

/// <summary>
/// The project while it is watched: its snapshot, kept up to date by looking at what was touched. Every directory is watched before it is asked about, from the
/// first scan on, so that nothing happens unseen. For one thread at a time.
/// </summary>
internal sealed class LiveProject : IDisposable
{
    private static readonly TimeSpan PlaceInterval = TimeSpan.FromSeconds(1);

    private readonly ProjectView _view;
    private readonly LiveControls _controls;
    private readonly TimeProvider _time;
    private readonly ITreeWatcher _watcher;
    private Problem? _wrongSettings;

    /// <summary>Starts watching; the first <see cref="ScanAsync"/> adds the directories.</summary>
    public LiveProject(ProjectView view, LiveControls controls, TimeProvider time)
    {
        (_view, _controls, _time) = (view, controls, time);
        Feed = new ChangeFeed(view.IsWanted, controls.Tell, time);
        _watcher = TreeWatchers.Open(view.Root.Root, Feed, time);
        if (Mount.Of(view.Project.Directory) is { IsSilent: true } mount)
        {
            IsPolled = true;
            controls.Tell(
                $"the project is on {DisplayText.Of(mount.Point)} ({mount.Type}): changes made on its other side come without a notice, so the whole project "
                + "is looked through every few seconds. Keep it on a disk of this machine to have each save sent at once");
        }

        view.TellEntering(_watcher.Watch);
    }

    /// <summary>Whether something may happen in the project without a notice, so that all of it is looked at every few seconds.</summary>
    public bool IsPolled { get; }

    /// <summary>What happens in the project.</summary>
    public ChangeFeed Feed { get; }

    /// <summary>Is told what the settings say when they were read again, before anything is looked at by them.</summary>
    public Action<LiveSettings> TellSettings { get; set; } = _ => { };

    /// <summary>The project as it is known.</summary>
    public Snapshot Snapshot { get; private set; } = Snapshot.Absent;

    /// <inheritdoc cref="ScopedScan.ScannedAtNs"/>
    public long ScannedAtNs { get; private set; }

    /// <summary>Scans everything for the first time.</summary>
    public async Task<LiveScan> ScanAsync()
    {
        ProjectScan scan = await _view.ScanAsync();
        _view.LetGoOfScan();
        (Snapshot, ScannedAtNs) = (scan.Result.Snapshot, scan.StartedAtNs);
        return new LiveScan(scan.Result, PathScope.Everything, Since: null, _view.Rules) { ScannedAtNs = ScannedAtNs };
    }

    /// <summary>Looks at everything again, with rules read anew.</summary>
    public Task<LiveScan> RescanAllAsync(CancellationToken cancellation)
    {
        _view.ReloadRules(RelativePath.Root);
        return RescanAsync(PathScope.Everything, since: null, cancellation);
    }

    /// <summary>
    /// Has everything that happened before the call handed out as batches now; false where nobody can tell what happened.
    /// </summary>
    public async Task<bool> CatchUpAsync()
    {
        bool isCertain = await _watcher.CatchUpAsync() && !IsPolled;
        Feed.Hurry();
        return isCertain;
    }

    /// <summary>Looks at everything beside whatever else goes on, for changes that nobody told of. May be called from any thread.</summary>
    public async Task<MissedChanges> FindMissedAsync(CancellationToken cancellation)
    {
        (Snapshot known, long happened, bool wasIdle) = (Snapshot, Feed.Taken, Feed.IsIdle);
        PathScope scope = await _view.FindChangedAsync(known, cancellation);
        return new MissedChanges(scope, known, happened, wasIdle);
    }

    /// <summary>
    /// Completes when another directory stands at the project's path, or none. The watcher does not notice that: it follows the open directory wherever
    /// that is moved, and no notice comes when a directory above it is renamed.
    /// </summary>
    public async Task AwaitDisplacedAsync(CancellationToken cancellation)
    {
        do
        {
            await Task.Delay(PlaceInterval, _time, cancellation);
        }
        while (_view.IsInPlace());
    }

    /// <summary>Explains why a displaced project ends the watch.</summary>
    public SyncException Displaced() => new(
        ExitCode.SyncFailed,
        $"{DisplayText.Of(_view.Project.Directory)} is not the directory any more that this watch follows: it was moved, removed or replaced. "
        + "Saves made there since are not sent. Start 'lockstep watch' again.");

    /// <summary>Looks at what was missed, as at anything else: it may have been told of meanwhile.</summary>
    public async Task<LiveScan> TakeAsync(MissedChanges missed, CancellationToken cancellation)
    {
        bool isQuiet = missed.WasIdle && missed.Happened == Feed.Taken && ReferenceEquals(missed.Known, Snapshot);
        _view.ReloadRules(RelativePath.Root);
        return await RescanAsync(missed.Scope, since: null, cancellation) with { IsCheck = isQuiet };
    }

    /// <summary>Looks at what a batch has touched.</summary>
    public async Task<LiveScan> TakeAsync(ChangeBatch batch, CancellationToken cancellation)
    {
        PathScope scope = WithPassed(batch);
        if (batch.HasNewSettings)
        {
            TakeSettings();
            scope = PathScope.Everything;
        }

        foreach (ScopedPath path in scope.Paths.ToArray().Where(path => path.IsDeep))
        {
            _view.ReloadRules(path.Path);
        }

        LiveScan scan = await RescanAsync(scope, batch.Since, cancellation);
        if (batch.HasNewRules || batch.HasNewSettings)
        {
            _watcher.Reconsider();
        }

        return scan;
    }

    /// <inheritdoc/>
    public void Dispose() => _watcher.Dispose();

    private async Task<LiveScan> RescanAsync(PathScope scope, TimeSpan? since, CancellationToken cancellation)
    {
        RescanResult rescan = await _view.RescanAsync(Snapshot, scope, cancellation);
        Snapshot = rescan.Scan.Snapshot;

        // Wrong settings are a problem of every look at their file until they are put right.
        ScanResult found = _wrongSettings is { } wrong && rescan.Scope.Contains(wrong.Path) ? rescan.Scan with { Problems = [wrong, .. rescan.Scan.Problems] } : rescan.Scan;
        return new LiveScan(found, rescan.Scope, since, _view.Rules) { ScannedAtNs = ScannedAtNs };
    }

    /// <summary>
    /// What a batch has touched, and what came and went, if it is known or stands there: a look at its directory, quicker than the notices, has found it, or
    /// another came in its place from a directory that is not watched yet, as an exchange of two names does it.
    /// </summary>
    private PathScope WithPassed(ChangeBatch batch)
    {
        List<ScopedPath> found = [.. batch.Passed.Where(path => Snapshot.Find(path).Exists || _view.HasEntry(path)).Select(path => new ScopedPath(path, IsDeep: true))];
        return found.Count == 0 ? batch.Scope : PathScope.Of([.. batch.Scope.Paths, .. found]);
    }

    /// <summary>Takes the settings as they stand now, all of them, or none where something is wrong with them.</summary>
    private void TakeSettings()
    {
        try
        {
            if (_controls.ReadSettings is { } read)
            {
                LiveSettings settings = read();
                _view.ReplaceRules(settings.Filter);
                TellSettings(settings);
            }

            _wrongSettings = null;
        }
        catch (SyncException wrong)
        {
            _wrongSettings = new Problem(RelativePath.Parse("lockstep.toml"), $"{wrong.Message} What was in force stays so until it is put right.");
        }
    }
}
