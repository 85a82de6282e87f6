using Lockstep.Files.Committing;
using Lockstep.Files.Past;
using Lockstep.Files.Purging;
using Lockstep.Files.Roots;
using Lockstep.Files.Staging;
using Lockstep.Files.State;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Plan.Names;
using Lockstep.Tree;

namespace Lockstep.Files;

/// <summary>
/// A target on this machine: its root, its state, and the runs that change it. Opened for writing it holds the target's
/// lock until it is disposed or rests, and an interrupted run has been finished; opened for a preview it writes nothing
/// at all. Not for several threads, but for the writers of a <see cref="Stage"/>.
/// </summary>
public sealed class Target : IDisposable
{
    private readonly List<string> _notes = [];
    private readonly TargetOptions _options;
    private readonly LockClaimant _claimant;
    private StateDirectory? _state;
    private TargetTurn? _turn;
    private BaselineStore _baseline = BaselineStore.Load(state: null);
    private RunHistory? _history;
    private Stage? _stage;
    private TargetRun? _run;
    private PastTree? _past;
    private Retention? _retention;
    private GivenUpHistory _givenUp;

    private Target(TargetRoot root, LockClaimant claimant, TargetOptions options)
    {
        Root = root;
        _claimant = claimant;
        _options = options;
    }

    /// <summary>The root.</summary>
    public TargetRoot Root { get; }

    /// <summary>What Lockstep last put here, with stamps.</summary>
    public Snapshot Baseline => _baseline.Snapshot;

    /// <summary>Number of the last run; 0 for none.</summary>
    public long LastRun => _baseline.LastRun;

    /// <summary>Whether an interrupted run left staged content.</summary>
    public bool HasStaged { get; private set; }

    /// <summary>Where the state is, printable; null where there is none.</summary>
    public string? StatePath => _state?.Path;

    /// <summary>Whether a run was interrupted while it was put in place and is not finished yet.</summary>
    public bool IsInterrupted => _state is not null && Journal.Exists(_state.Handle);

    /// <summary>The state directory; null where there is none. Stays the target's.</summary>
    internal DirectoryHandle? State => _state?.Handle;

    /// <summary>Which names are one here, as far as can be seen.</summary>
    public NameFolding FoldsNames => FoldingProbe.Look(Root.Tree?.Root ?? Root.Parent, _state?.Handle);

    /// <summary>What the user should be told once.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Past runs; null where there is no state yet.</summary>
    public RunHistory? History => _history;

    /// <summary>Opens a target, or throws a <see cref="SyncException"/>: a refused root, a lock that is held, no permission.</summary>
    /// <param name="root">Absolute, or relative to the login directory.</param>
    /// <param name="owner">Who asks, as <c>user@host</c>.</param>
    /// <param name="isPreview">Nothing is written: no lock, no recovery, no directory of state.</param>
    /// <param name="options">What varies between production and tests.</param>
    public static Target Open(ReadOnlySpan<byte> root, string owner, bool isPreview, TargetOptions? options = null) =>
        Open(root, new LockClaimant(owner), isPreview, options);

    /// <inheritdoc cref="Open(ReadOnlySpan{byte}, string, bool, TargetOptions?)"/>
    public static Target Open(ReadOnlySpan<byte> root, LockClaimant claimant, bool isPreview, TargetOptions? options = null)
    {
        options ??= new TargetOptions();
        byte[] login = options.LoginDirectory ?? RootResolver.LoginDirectory();
        RootLocation location = RootResolver.Resolve(root, login);
        RootGuard.Check(location, login);
        bool isRemembered = options.States is not null || !options.HasMemory;
        if (!isRemembered)
        {
            RootMemory.Check(location, login);
        }

        var target = new Target(TargetRoot.Open(location, makesParents: !isPreview), claimant, options);
        try
        {
            target.OpenState(isPreview);
            if (!isRemembered)
            {
                target._notes.AddRange(RootMemory.Compare(target.Root, login, isPreview));
            }

            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Starts a run: takes up what an interrupted one left and stages what need not be sent. A run that was begun and not committed is
    /// given up; what it staged is left to the new one.
    /// </summary>
    public Stage Begin(TargetRun run)
    {
        RunRules.Check(run.Changes);
        RunRules.CheckResult(Baseline, run);
        RunRules.CheckRestores(run.Changes, _past);
        _stage?.Dispose();
        IReadOnlyList<Change> changes = RunRules.WithExistingRoot(run.Changes, Root.TryOpenTree());
        var observed = new ObservedTarget(Baseline, Root.Tree?.Root.Status().ToEntry() ?? Entry.Absent, run.Seen);
        _run = run with { Changes = changes };
        MakeRoom(run.Retention);
        _stage = new Stage(StageDirectory.Open(LockedState()), Root, observed, changes, run.Key, _past, _options.Faults)
        {
            History = new HistorySize(_history!.Count, _history.KeptBytes, _history.Newest?.KeptBytes ?? 0),
        };
        bool isEmpty = !HasStaged;
        HasStaged = true;
        _stage.Prepare(isEmpty, _options.Clock.GetUtcNow(), RestoreOf(_stage));
        MemoryTrim.AfterPhase(changes.Count);
        return _stage;
    }

    /// <summary>
    /// Tells what stood here before a run, so far as it or a later one did something there. A run that is begun afterwards can restore it.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="paths">These paths and all below them; none for everything.</param>
    public PastTree ReadPast(long run, IReadOnlyList<RelativePath> paths)
    {
        Root.TryOpenTree();
        _past = PastReader.Read(
            _history ?? throw new SyncException(ExitCode.Usage, $"'{Root.Location}' has no history: nothing was pushed there yet."), Root.Tree, run, paths);
        MemoryTrim.AfterPhase(_past.Entries.Count);
        return _past;
    }

    /// <summary>
    /// Adds to a run how its deploy command ended. A target whose lock is not held, since it is only deployed or rests,
    /// is locked for that moment; where somebody else keeps the lock, nothing happens.
    /// </summary>
    public void AddDeploy(long run, DeployOutcome deploy)
    {
        if (_turn is { IsHeld: true })
        {
            _history?.AddDeploy(run, deploy);
            return;
        }

        _turn?.Momentarily(_history, isAsLeft =>
        {
            using RunHistory? other = isAsLeft ? null : RunHistory.Open(_state!.Handle, LastRun);
            (other ?? _history)?.AddDeploy(run, deploy);
        });
    }

    /// <summary>Removes paths, and the contents that ever stood there, from history, stage and baseline. Needs the lock, and may be given again after a crash.</summary>
    /// <param name="paths">The paths, with all below them.</param>
    /// <param name="isPreview">Only tells what there is.</param>
    public PurgeReport Purge(IReadOnlyList<RelativePath> paths, bool isPreview)
    {
        if (_turn is not { IsHeld: true } || _history is null)
        {
            return PurgeReport.Nothing;
        }

        Root.TryOpenTree();
        PurgeReport report = new HistoryPurge(LockedState(), Root.Tree, _history, _baseline, _options.Faults).Run(paths, isPreview);
        HasStaged = StageDirectory.HasLeftovers(LockedState());
        return report;
    }

    /// <summary>Removes the history that the last run, by its rule, leaves no room for. It is not part of a commit so that nobody waits for it.</summary>
    public void Prune()
    {
        if (_retention is { } retention)
        {
            _retention = null;
            Prune(retention);
        }
    }

    /// <summary>
    /// Commits what was staged. The stage and its writers are no longer to be used. A run without changes makes no
    /// history: it drops what an interrupted one left in the stage, and tells which commit the last run turned out to
    /// have left.
    /// </summary>
    public CommitReport Commit()
    {
        Retention retention = _run?.Retention ?? throw new InvalidOperationException("a commit needs a run that was begun");
        if (_run is { Changes.Count: 0, Bookkeeping.Count: 0 })
        {
            _history!.AddCommit(LastRun, _run.Source);
            return DropStaged();
        }

        MemoryTrim.AfterPhase(_run.Changes.Count);
        RunHistory history = _history!;
        DateTimeOffset now = _options.Clock.GetUtcNow();
        DraftedRun draft = Draft(history.NextAfter(LastRun), now);
        if (draft.Drift.Count + draft.Unproven.Count > 0)
        {
            return new CommitReport(0, [], [], draft.Drift, Baseline.Digest) { GivenUp = _givenUp, Unproven = draft.Unproven };
        }

        DirectoryHandle state = LockedState();
        _options.Faults?.Invoke(FaultPoint.WriteJournal);
        using Journal journal = Journal.Write(state, draft.Record);
        EndStaging();
        MemoryTrim.AfterPhase(draft.Record.Changes.Count);
        RunOutcome outcome = new RunCommit(Root, state, _baseline, history, _options.Faults).Commit(draft.Record, journal, draft.StagedStamps);
        HasStaged = false;
        (_past, _retention) = (null, retention);
        return Report(draft.Record, outcome, draft.Problems);
    }

    /// <summary>Gives the lock back: others may write from now on, and this one may not begin a run any more.</summary>
    public void LetGo()
    {
        EndStaging();
        _turn?.LetGo();
    }

    /// <summary>Gives the lock back between two runs: others may write until <see cref="TryResume"/>.</summary>
    public void Rest() => _turn?.Rest(_history);

    /// <summary>
    /// Takes the lock again for a run; false where another command has it, or has made a run meanwhile.
    /// </summary>
    public bool TryResume() => _turn?.TryResume(_history) ?? true;

    /// <summary>
    /// Whether all that is known of the state still holds: no other run is under way, and none was made while this
    /// rested.
    /// </summary>
    public bool IsAsLeft() => _turn?.IsAsLeft(_history) ?? true;

    /// <summary>Takes the lock again, whatever happened meanwhile, and reads the state anew.</summary>
    /// <exception cref="TargetLockedException">Another command has it.</exception>
    public void Refresh()
    {
        _turn!.Take();
        EndStaging();
        (_past, _retention) = (null, null);
        _notes.Clear();
        _history?.Dispose();
        _baseline.Dispose();
        Root.TryOpenTree();
        LoadState(isPreview: false);
    }

    /// <summary>Who holds the lock, and since when; null when nobody does. Takes no lock, not for a moment.</summary>
    public string? FindHolder() => _state is null ? null : TargetLock.FindHolder(_state.Handle);

    /// <summary>The last run that the history lists; null for none.</summary>
    public PastRun? FindLastRun() => _history?.Newest;

    /// <inheritdoc/>
    public void Dispose()
    {
        _stage?.Dispose();
        _history?.Dispose();
        _baseline.Dispose();
        _turn?.Dispose();
        _state?.Dispose();
        Root.Dispose();
    }

    private void OpenState(bool isPreview)
    {
        _state = isPreview ? TargetStates.Find(Root, _options) : TargetStates.FindOrMake(Root, _options, _notes);
        if (_state is null)
        {
            return;
        }

        if (_state.Note is { } note)
        {
            _notes.Add(note);
        }

        _turn = new TargetTurn(_state.Handle, _claimant, _options);
        if (!isPreview)
        {
            _turn.Take();
        }

        LoadState(isPreview);
    }

    private void LoadState(bool isPreview)
    {
        DirectoryHandle state = _state!.Handle;
        _baseline = BaselineStore.Load(state);
        if (_baseline.IsDamaged)
        {
            _notes.Add("the record of what was put on this target is damaged: everything that stands there counts as put there by somebody else");
        }

        if (!isPreview)
        {
            _history = RunHistory.Open(state, LastRun);
            byte[] login = _options.LoginDirectory ?? RootResolver.LoginDirectory();
            var expectOwn = () => TargetStates.ExpectOwnJournal(Root, _state!, _options, login);
            _notes.AddRange(Recovery.Run(Root, state, _baseline, _history, expectOwn, _options.Faults));

            // Only now: an interrupted commit needs what is staged, however old.
            StageDirectory.Expire(state, _options.Clock.GetUtcNow());
        }
        else
        {
            _history = RunHistory.OpenForReading(state, LastRun);
            if (Journal.Exists(state))
            {
                _notes.Add("an interrupted run is on this target: the next push finishes it first");
            }
        }

        HasStaged = StageDirectory.HasLeftovers(state);
    }

    /// <summary>
    /// Before anything is staged, the history gives up what the limits do not allow any more: a run that finds no room on the disk would never come to
    /// <see cref="Prune()"/>. Not before a run that takes its contents from there.
    /// </summary>
    private void MakeRoom(Retention retention) => _givenUp = _past is null ? Prune(retention) : GivenUpHistory.Nothing;

    private GivenUpHistory Prune(Retention retention)
    {
        try
        {
            return _history!.Prune(retention);
        }
        catch (FileSystemException)
        {
            // What cannot be removed, because somebody made it immutable, takes room and is off the list.
            return GivenUpHistory.Nothing;
        }
    }

    private CommitReport DropStaged()
    {
        EndStaging();
        StageDirectory.Empty(LockedState());
        HasStaged = false;
        return new CommitReport(0, [], [], [], Baseline.Digest) { GivenUp = _givenUp };
    }

    private DraftedRun Draft(long run, DateTimeOffset now)
    {
        _stage!.DropIncomplete();
        MakeRoot(_stage.Changes);
        using var draft = new RunDraft(Root, _stage);
        return draft.Make(run, _run!, now);
    }

    private Func<ContentRestore>? RestoreOf(Stage stage) => _past is { } past && stage.Changes.Exists(change => change.Transfer == Transfer.Restore)
        ? () => new ContentRestore(stage, past, new PastContents(_history!, Root.Tree))
        : null;

    /// <summary>Lets go of what the run was drafted from: its record says all that is left to do, and a first push is large.</summary>
    private void EndStaging()
    {
        _stage?.Dispose();
        (_stage, _run) = (null, null);
    }

    /// <summary>Makes the root where it does not exist and the run does not bring it.</summary>
    private void MakeRoot(IReadOnlyList<Change> changes)
    {
        bool isStaged = changes is [{ Path.IsRoot: true, Kind: ChangeKind.Add }, ..];
        if (!isStaged)
        {
            Root.Make();
        }
    }

    private CommitReport Report(RunRecord record, RunOutcome outcome, IReadOnlyList<Problem> unstaged)
    {
        var problems = new List<Problem>(unstaged);
        problems.AddRange(outcome.Failed.ConvertAll(failed => new Problem(record.Changes[failed.Index].Path, failed.Cause)));
        return new CommitReport(record.Run, problems, outcome.Kept.ConvertAll(index => record.Changes[index].Path), [], Baseline.Digest) { GivenUp = _givenUp };
    }

    private DirectoryHandle LockedState() =>
        _turn is { IsHeld: true } ? _state!.Handle : throw new InvalidOperationException("a target that is not locked has no runs");
}
