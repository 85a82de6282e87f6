using Lockstep.Files.Scanning;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Sessions.Pushing;

/// <summary>
/// One push to one target, step by step: scan and open at once, plan, carry out. What comes after it on the same
/// connection is its owner's business.
/// </summary>
internal sealed class PushRun : IAsyncDisposable
{
    private readonly SessionContext _context;
    private readonly RunAccount _account;
    private readonly RunSteps _steps;
    private readonly PushPreparation _prepared;
    private TargetSession? _session;
    private PlannedRun? _planned;
    private ScopedScan? _scan;

    /// <summary>Begins to scan the project and to reach the target.</summary>
    /// <param name="context">Between whom.</param>
    /// <param name="account">The run's account.</param>
    /// <param name="verb">What it is for, for whoever finds the target locked.</param>
    /// <param name="cancellation">Ends it.</param>
    public PushRun(SessionContext context, RunAccount account, string verb, CancellationToken cancellation)
    {
        (_context, _account) = (context, account);
        _steps = new RunSteps(context, account, verb, isUndo: false, cancellation);
        _prepared = new PushPreparation(context.Project, context.Options, ScanAsync(), _steps.Recalling, _steps.Connecting, cancellation);
    }

    /// <summary>The target, once <see cref="PlanAsync"/> has opened it.</summary>
    public TargetSession Session => _session!;

    /// <summary>Makes the plan and shows it.</summary>
    public async Task<InspectedPlan> PlanAsync(CancellationToken cancellation)
    {
        _session = await _steps.OpenAsync(cancellation);
        _account.Clock.Announce(Phase.Scan);
        ProjectScan scan = await _prepared.Scan.WaitAsync(cancellation);
        _account.Tally.Add(scan.Result);
        TellSpecial(scan.Result);
        using (_account.Clock.Start(Phase.Compare))
        {
            _scan = new ScopedScan(scan.Result, PathScope.Everything, _context.Project.Rules) { ScannedAtNs = scan.StartedAtNs };
            _planned = await _session.PlanPushAsync(_scan, await _prepared.ExpectedAsync(), isRetry: false, cancellation);
            foreach (Problem problem in scan.Result.Problems)
            {
                _account.Observer.ProblemFound(problem);
            }

            foreach (string kept in OthersText.NotesOf(_planned.Plan, _planned.Who))
            {
                _account.Observer.Note(kept);
            }

            _steps.Show(_planned);
            return new InspectedPlan(_planned, scan.Result.Snapshot, _session);
        }
    }

    /// <summary>Carries the plan out, unless it is refused or only to be shown.</summary>
    /// <returns>What was changed, in path order; null where nothing was to be done.</returns>
    public async Task<IReadOnlyList<RelativePath>?> CarryOutAsync(CancellationToken cancellation)
    {
        // Whether the tree is a commit's takes a look at git's index, which only a run is worth, and a commit that the
        // target's last run may have left.
        RunSource ours = await Session.IdentifyAsync();
        bool isAtWork = _planned!.Refusal is null && !_context.Options.IsDryRun;
        bool isWorthALook = isAtWork && (!_planned.Plan.IsEmpty || FirstContact.MayKnowCommit(Session.State.Last, ours));
        RunSource source = isWorthALook ? await Session.DescribeAsync(_scan!, _planned.Plan) : ours;
        ScopedScan scan = Forget();
        return await _steps.CarryOutAsync(_planned, source, scan, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _steps.DisposeAsync();
        await _prepared.DisposeAsync();
    }

    /// <summary>Lets go of the scan, which is as large as the tree and has done its work.</summary>
    private ScopedScan Forget()
    {
        ScanResult nothing = _scan!.Result with { Snapshot = Snapshot.Absent };
        ScopedScan scan = _scan with { Result = nothing };
        _scan = null;
        _prepared.LetGo();
        return scan;
    }

    private void TellSpecial(ScanResult scan)
    {
        if (scan.Skipped is { Special: > 0 } skipped)
        {
            string more = skipped.Special > 1 ? $" and {skipped.Special - 1} more" : "";
            _account.Observer.Note($"{skipped.SpecialPaths[0]}{more} was left out: a FIFO, socket or device is never sent");
        }
    }

    private async Task<ProjectScan> ScanAsync()
    {
        using (_account.Clock.Time(Phase.Scan))
        {
            if (await _context.Project.FinishInterruptedAsync(_context.Client, _context.Options.IsDryRun) is { } note)
            {
                _account.Observer.Note(note);
            }

            return await _context.Project.ScanAsync();
        }
    }
}
