using Lockstep.Plan;
using Lockstep.Sessions.Contents.Shared;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Reacting;
using Lockstep.Sessions.Remembering;
using Lockstep.Tree;

namespace Lockstep.Sessions;

/// <summary>
/// What every command that makes one run does, whatever its plan is made from: open the target, show the plan, carry it
/// out, remember, deploy. Reaching the target begins at once.
/// </summary>
internal sealed class RunSteps : IAsyncDisposable
{
    private readonly SessionContext _context;
    private readonly RunAccount _account;
    private readonly bool _isUndo;
    private readonly ContentTurn _contents;
    private readonly KnownTarget _memory;
    private readonly TargetOpening _opening;
    private Task<string?> _keeping = Task.FromResult<string?>(null);
    private TargetSession? _session;

    /// <summary>Begins.</summary>
    /// <param name="context">Between whom.</param>
    /// <param name="account">The run's account.</param>
    /// <param name="verb">What the run is for, for whoever finds the target locked.</param>
    /// <param name="isUndo">Whether the past takes the project's place: nothing is made on a target that was never pushed to.</param>
    /// <param name="cancellation">Ends the attempt to reach the target.</param>
    public RunSteps(SessionContext context, RunAccount account, string verb, bool isUndo, CancellationToken cancellation)
    {
        (_context, _account, _isUndo, _memory) = (context, account, isUndo, context.NewMemory());
        _contents = context.Project.Contents.TakeTurn();
        SessionMode mode = context.Options.IsDryRun ? SessionMode.Look : SessionMode.Run;
        _opening = new TargetOpening(context, mode, verb, _memory) { NeedsHistory = isUndo, SendsProject = !isUndo };
        Recalling = Task.Run(_memory.Load, CancellationToken.None);
        _opening.Begin(Recalling, cancellation);
    }

    /// <summary>What the project remembers of the target; null for nothing.</summary>
    public Task<RememberedTarget?> Recalling { get; private set; }

    /// <summary>Completes when the target was reached.</summary>
    public Task Connecting => _opening.Connecting;

    /// <summary>Opens the target, for a preview if no more is wanted.</summary>
    public async Task<TargetSession> OpenAsync(CancellationToken cancellation)
    {
        _session = await _opening.OpenAsync(await Recalling, _account, cancellation);

        // It is as large as the tree, and the session has what still counts of it.
        Recalling = Task.FromResult<RememberedTarget?>(null);
        return _session;
    }

    /// <summary>Shows a plan.</summary>
    public void Show(PlannedRun planned)
    {
        SyncPlan plan = planned.Plan;
        _account.Tally.Add(plan);
        planned.TellDrift(_account.Observer);
        TellLeftSettings(plan);
        _account.Observer.Planned(new RunPreview(plan.Changes, plan.Counts.Unchanged, plan.ContentLength, planned.Refusal)
        {
            Deploy = planned.Refusal is null ? DescribeDeploy(plan) : null,
            OnChange = planned.Refusal is null && _context.Options.Deploy is not null
                ? [.. ChangeRule.Due(_context.Options.Rules, plan.Changes.Select(change => change.Path)).Select(rule => DisplayText.Of(rule.Command))]
                : [],
        });
        if (planned.Refusal is { } refusal)
        {
            _account.Tally.Fail(ExitCode.Refused, refusal);
        }
    }

    /// <summary>Carries a plan out, if it is neither refused nor only to be shown, and deploys.</summary>
    /// <param name="planned">The plan.</param>
    /// <param name="source">Where its tree comes from.</param>
    /// <param name="scan">What was found in the project; null for an undo.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What was changed, in path order; null where it was not to be carried out, or drift came up meanwhile.</returns>
    public async Task<IReadOnlyList<RelativePath>?> CarryOutAsync(
        PlannedRun planned, RunSource source, ScopedScan? scan, CancellationToken cancellation)
    {
        TargetSession session = _session!;
        if (planned.Refusal is not null || _context.Options.IsDryRun)
        {
            return null;
        }

        TransferResult? result = null;
        if (!planned.Plan.IsEmpty)
        {
            result = await session.CarryOutAsync(planned, source, _contents, _account, cancellation);
            _account.Tally.Add(planned.Plan, result);
            if (result.Report.Drift.Count > 0)
            {
                _account.Tally.Fail(ExitCode.Refused, DriftText.Of(result.Report.Drift, planned.Origin.Kind, _context.Options.Force));
                return null;
            }
        }
        else if (session.State.HasStaged || source.IsClean)
        {
            await session.MakeNoRunAsync(planned, source, cancellation);
        }

        Remember(session, result?.Plan ?? planned.Plan, result, scan);
        cancellation.ThrowIfCancellationRequested();
        IReadOnlyList<RelativePath> changed = result?.Changed ?? [];
        await After(session).RunAsync(changed, cancellation);
        return changed;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_session is { } session)
        {
            await session.DisposeAsync();
        }

        _contents.Dispose();
        if (await _keeping is { } reason)
        {
            _account.Observer.Note(reason);
        }
    }

    private AfterSync After(TargetSession session) => new(_context, session, _account)
    {
        MayPutBack = !_isUndo,
        OnPutBack = () => Keep(session),
    };

    /// <summary>Writes down what the target has now, beside the deploy step: it costs as much as the tree.</summary>
    private void Remember(TargetSession session, SyncPlan plan, TransferResult? result, ScopedScan? scan)
    {
        if (scan is not null)
        {
            session.Known.Hold(plan, result, scan);
        }
        else if (result is not null)
        {
            session.Known.HoldUndone(result.Held!);
        }

        Keep(session);
    }

    private void Keep(TargetSession session)
    {
        Task<string?> before = _keeping;
        RememberedTarget? remembered = session.Known.Remembered;
        _keeping = Task.Run(
            async () =>
            {
                string? reason = await before;
                _memory.Current = remembered;
                return _memory.Keep() ?? reason;
            },
            CancellationToken.None);
    }

    private string? DescribeDeploy(SyncPlan plan) => _context.Options.Deploy is { } step && step.IsDue(plan.Changes.Count > 0)
        && DeployCommand.Find(step.On(_context.Target.Kind), _context.Project.FindSent) is { } command
            ? $"{command.Describe(_session!.State)}{(step.Check is { } check ? $"; then the check {DisplayText.Of(check)}" : "")}"
            : null;

    /// <summary>
    /// Names settings files that an earlier version, or an include that is gone, has sent: they are protected now and may
    /// tell hosts, logins and keys.
    /// </summary>
    private void TellLeftSettings(SyncPlan plan)
    {
        foreach (RelativePath path in (ReadOnlySpan<RelativePath>)[RelativePath.Parse("lockstep.toml"), RelativePath.Parse("lockstep.local.toml")])
        {
            if (plan.Baseline.Find(path).Exists && _context.Project.IsProtected(path, isDirectory: false))
            {
                _account.Observer.Note(
                    $"{path} stays on the target from an earlier push; settings are not sent any more, and this file may name hosts, logins "
                    + "and keys. Remove it there unless something needs it");
            }
        }
    }
}
