using Lockstep.Plan;
using Lockstep.Sessions.Claiming;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Remembering;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Pushing;

/// <summary>
/// One push to one target: scan and open at once, plan, transfer and commit, deploy, and what somebody wants to do then on the same connection. Each step hands
/// its result to the next.
/// </summary>
internal sealed class PushRun(
    ProjectView project, PushTarget target, PushOptions options, ClientContext client, IRunObserver observer, string verb = "push")
{
    private readonly RunSteps _steps = new(project, target, options, client, observer) { Verb = verb };

    private PushPreparation? _prepared;
    private IReadOnlyList<RunAttribution> _who = [];

    /// <summary>Looks closer at the plan of a dry run; null for nobody.</summary>
    public PlanInspection? Inspection { get; init; }

    /// <summary>What is done on the target afterwards; null for nothing.</summary>
    public PushSequel? Sequel { get; init; }

    /// <summary>Whether it came as far as a plan, refused or not.</summary>
    public bool WasPlanned { get; private set; }

    /// <summary>Runs it; what ends it early is in the summary.</summary>
    public async Task<RunSummary> RunAsync(CancellationToken cancellation)
    {
        try
        {
            return await _steps.RunAsync(endpoint => ExecuteAsync(endpoint, _prepared!, cancellation), cancellation, connecting => _prepared = Prepare(connecting, cancellation));
        }
        finally
        {
            await (_prepared?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private PushPreparation Prepare(Task connecting, CancellationToken cancellation) =>
        new(project, options, ScanAsync(), _steps.RecallAsync(), connecting, cancellation);

    private async Task ExecuteAsync(IEndpoint endpoint, PushPreparation prepared, CancellationToken cancellation)
    {
        TargetOverlap.Refuse(project, target);
        TargetState state = await _steps.OpenAsync(endpoint, cancellation);
        _steps.Clock.Announce(Phase.Scan);
        (state, RememberedTarget? left) = await _steps.RecollectAsync(endpoint, state, cancellation);
        (SyncPlan plan, long scannedAtNs) = await PlanAsync(endpoint, state, left, prepared, cancellation);
        RunSource source = await DescribeAsync(state.Last, plan, prepared);
        if (options.IsDryRun && Inspection is { } inspect)
        {
            await inspect(new InspectedPlan(plan, (await prepared.Scan).Result.Snapshot, state, endpoint) { Who = _who }, cancellation);
        }

        prepared.LetGo();
        _steps.LetGoOfMemory();
        CarriedOut? carried = await _steps.CarryOutAsync(endpoint, state, plan, new RunOrigin(RunKind.Push), source, plan.Held, scannedAtNs, cancellation);
        if (carried is not null && Sequel is { } sequel)
        {
            _steps.Tally.Add(endpoint.Transported);
            await sequel(new PushedTarget(endpoint, _steps.Tally, _steps.Clock.Times, carried.Run, carried.Changed), cancellation);
        }
    }

    /// <summary>Why the target is not this project's to change, or not yet; null when it is.</summary>
    private async Task<Refusal?> JudgeAsync(SyncPlan plan, PastRun? last, bool isFirstContact)
    {
        RunSource ours = await _steps.IdentifyAsync();
        TargetClaim claim = _steps.Claim;
        return await Task.Run(() => claim.CheckProject(ours, last) ?? (isFirstContact ? claim.CheckContact(last, plan) : null));
    }

    /// <summary>
    /// Where the run comes from. Whether its tree is a commit's takes a look at git's index, which only a run is worth,
    /// and a commit that the target's last run may have left.
    /// </summary>
    private async Task<RunSource> DescribeAsync(PastRun? last, SyncPlan plan, PushPreparation prepared)
    {
        RunSource ours = await _steps.IdentifyAsync();
        bool isAtWork = plan.Refusal is null && !options.IsDryRun;
        bool isWorthALook = isAtWork && (!plan.IsEmpty || FirstContact.MayKnowCommit(last, ours));
        Snapshot scan = (await prepared.Scan).Result.Snapshot;
        return isWorthALook ? await Task.Run(() => project.Describe(scan, plan)) : ours;
    }

    private async Task<ProjectScan> ScanAsync()
    {
        using (_steps.Clock.Time(Phase.Scan))
        {
            if (await project.FinishInterruptedAsync(client, options.IsDryRun) is { } note)
            {
                observer.Note(note);
            }

            return await project.ScanAsync();
        }
    }

    private async Task<(SyncPlan Plan, long ScannedAtNs)> PlanAsync(
        IEndpoint endpoint,
        TargetState state,
        RememberedTarget? left,
        PushPreparation prepared,
        CancellationToken cancellation)
    {
        ProjectScan scan = await prepared.Scan.WaitAsync(cancellation);
        _steps.Tally.Add(scan.Result);
        if (scan.Result.Skipped is { Special: > 0 } skipped)
        {
            string more = skipped.Special > 1 ? $" and {skipped.Special - 1} more" : "";
            observer.Note($"{skipped.SpecialPaths[0]}{more} was left out: a FIFO, socket or device is never sent");
        }

        using (_steps.Clock.Start(Phase.Compare))
        {
            SyncPlan plan = await new PushPlanner(project, endpoint, options, client.Owner).PlanAsync(scan, state, left, await prepared.ExpectedAsync(), cancellation);
            plan = plan.RefusedFor(await JudgeAsync(plan, state.Last, isFirstContact: left is null));
            foreach (Problem problem in scan.Result.Problems)
            {
                observer.ProblemFound(problem);
            }

            WasPlanned = true;
            IReadOnlyList<RunAttribution> who = await OthersText.AskAsync(endpoint, plan, cancellation);
            foreach (string kept in OthersText.NotesOf(plan, who))
            {
                observer.Note(kept);
            }

            _who = who;
            _steps.Show(plan, OthersText.RefusalOf(plan, who));
            return (plan, scan.StartedAtNs);
        }
    }
}
