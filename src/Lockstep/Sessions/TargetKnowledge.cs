using Lockstep.Plan.Names;
using Lockstep.Plan;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Remembering;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions;

/// <summary>
/// What is known of an open target from the last comparison and from what every run made of it. That it is still so is
/// checked by the target, path by path, before a run is committed.
/// </summary>
/// <param name="state">What the target answered when it was opened.</param>
/// <param name="left">What the project remembers of it; null for nothing.</param>
internal sealed class TargetKnowledge(TargetState state, RememberedTarget? left)
{
    private SortedDictionary<RelativePath, Difference> _differences = ByPath(state.Drift);
    private RunMark _mark = RunMark.OfLast(state);

    /// <summary>What was last put there.</summary>
    public Snapshot Baseline { get; private set; } = BaselineOf(state, left);

    /// <summary>What the project held where it and the target last agreed.</summary>
    public Snapshot Held { get; private set; } = left?.Held ?? state.Baseline ?? Snapshot.Absent;

    /// <summary>The last run there, of whomever.</summary>
    public long LastRun { get; private set; } = state.LastRun;

    /// <summary>Whether there are runs there, and nothing is known of what the project held.</summary>
    public bool IsFirstContact { get; private set; } = left is null && state.LastRun > 0;

    /// <summary>Whether anything stands there that the baseline does not have.</summary>
    public bool HasUnmanaged { get; private set; } = state.HasUnmanaged;

    /// <summary>Whether a probe may find anything: a directory that came in the place of something else was not looked into.</summary>
    public bool MayHaveUnmanaged => HasUnmanaged || _differences.Values.Any(difference => difference.Actual.IsDirectory);

    /// <summary>Where the target differs from the baseline, in path order.</summary>
    public IReadOnlyList<Difference> Differences => [.. _differences.Values];

    /// <summary>What the project remembers of the target; null before the first push.</summary>
    public RememberedTarget? Remembered { get; private set; } = left;

    /// <summary>What the target answered when it was opened last.</summary>
    public TargetState State => state;

    /// <summary>What is asked of a plan for what was found in the project.</summary>
    /// <param name="scan">What was found.</param>
    /// <param name="options">How the project is pushed.</param>
    /// <param name="isRetry">Whether the target has refused an earlier plan of this.</param>
    public PlanInput InputOf(ScopedScan scan, PushOptions options, bool isRetry) =>
        new(scan.Result.Snapshot, Baseline, Differences, PushPlanner.OptionsOf(options, ScannedAtNs(scan)))
        {
            IsProtected = scan.Rules.IsProtected,
            IsDisposable = DisposablePatterns.RuleOf(options.Disposable),
            Unreadable = scan.Result.Incomplete.ToHashSet(),

            // The commit finds unmanaged entries at single paths; a probe before it would cost a round trip for every
            // new file. The commit names only the topmost of them, though, so a second attempt asks what is below.
            IsProbed = !isRetry && scan.Scope.IsEverything && !MayHaveUnmanaged,
            ProbesOnlyHeld = !isRetry && !scan.Scope.IsEverything,
            Held = IsFirstContact ? null : Held,
            IsFirstContact = IsFirstContact,
            Scope = scan.Scope.WithMissingDirectories(Baseline),
            FoldsNames = state.FoldsNames,
        };

    /// <summary>Somebody changed something there.</summary>
    public void Add(IEnumerable<Difference> found)
    {
        foreach (Difference difference in found)
        {
            _differences[difference.Path] = difference;
        }
    }

    /// <summary>The target was compared with its baseline again.</summary>
    public void Replace(DriftReply found) => (_differences, HasUnmanaged) = (ByPath(found.Drift), found.HasUnmanaged);

    /// <summary>A run was made.</summary>
    public void Take(TransferResult result)
    {
        (Baseline, LastRun, _mark) = (result.Baseline, result.Report.Run, result.Mark);
        HasUnmanaged |= result.Plan.Counts.Forgotten > 0;
        Forget(result.Plan, result);
    }

    /// <summary>Whether the target is as a plan that was made in advance expects it.</summary>
    public bool IsAsExpected(ExpectedPlan expected) => !IsFirstContact
        && state.Digest == expected.Baseline
        && (Remembered?.Held ?? Snapshot.Absent).Digest == expected.Held
        && state is { Drift.Count: 0, FoldsNames: NameFolding.None };

    /// <summary>
    /// The project is in step as far as was looked. The first run that compared everything is the first contact; from
    /// then on it is known what the project holds.
    /// </summary>
    /// <param name="plan">What was planned.</param>
    /// <param name="result">What came of it; null where there was nothing to do.</param>
    /// <param name="scan">What was looked at.</param>
    public void Hold(SyncPlan plan, TransferResult? result, ScopedScan scan)
    {
        bool isHeldAlready = result is null && plan.HeldEdits.Count == 0;
        Held = result?.Held ?? (isHeldAlready ? Held : plan.HeldAfter(Held, index => plan.Changes[index].After, []));
        bool isRemembered = isHeldAlready && Remembered is { } known && known.Run == LastRun && ReferenceEquals(known.Seen, Baseline);
        if (isRemembered || (IsFirstContact && !scan.Scope.IsEverything))
        {
            return;
        }

        IsFirstContact = false;
        long scannedAtNs = scan.Scope.IsEverything ? scan.ScannedAtNs : ScannedAtNs(scan);
        Remembered = new RememberedTarget(Baseline, Held, scannedAtNs, LastRun) { Mark = _mark };
    }

    /// <summary>What was undone is not held any more: the project's version is a change of its own again.</summary>
    public void HoldUndone(Snapshot held)
    {
        Held = held;
        Remembered = Remembered is null ? null : Remembered with { Seen = Baseline, Held = held, Run = LastRun, Mark = _mark };
    }

    private long ScannedAtNs(ScopedScan scan) => Math.Min(scan.ScannedAtNs, Remembered?.ScannedAtNs ?? scan.ScannedAtNs);

    private static SortedDictionary<RelativePath, Difference> ByPath(IReadOnlyList<Difference> differences) => new(differences.ToDictionary(drift => drift.Path));

    private static Snapshot BaselineOf(TargetState state, RememberedTarget? left)
    {
        Snapshot baseline = state.Baseline ?? left?.Seen ?? Snapshot.Absent;
        return left is null || ReferenceEquals(baseline, left.Seen) ? baseline : SnapshotSharing.Share(baseline, left.Held);
    }

    /// <summary>What the run put right is no difference any longer.</summary>
    private void Forget(SyncPlan plan, TransferResult result)
    {
        if (_differences.Count == 0)
        {
            return;
        }

        HashSet<RelativePath> failed = [.. result.Report.Problems.Concat(result.Sent.Problems).Select(problem => problem.Path)];
        foreach (Change change in plan.Changes.Where(change => !failed.Contains(change.Path)))
        {
            _differences.Remove(change.Path);
        }

        foreach (EntryEdit edit in plan.Bookkeeping)
        {
            _differences.Remove(edit.Path);
        }
    }
}
