using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Sessions.Pushing;

/// <summary>
/// The plans that are made while targets are being reached. Targets that were left alike are expected to need the same: one plan is made for all that want it at
/// the same time, and forgotten when the last of them has let go of it.
/// </summary>
internal sealed class ExpectedPlans
{
    private readonly Lock _lock = new();
    private readonly Dictionary<PlanQuestion, SharedPlan> _plans = [];

    /// <summary>One run's share in a plan; the first that asks has it made.</summary>
    /// <param name="question">What it depends on.</param>
    /// <param name="make">Makes it; what it has begun ends when it is cancelled.</param>
    public ExpectedPlanShare Join(PlanQuestion question, Func<CancellationToken, ExpectedPlan> make)
    {
        lock (_lock)
        {
            if (!_plans.TryGetValue(question, out SharedPlan? plan))
            {
                plan = new SharedPlan(make);
                _plans.Add(question, plan);
            }

            plan.Users++;
            return new ExpectedPlanShare(plan.Making, () => Leave(question, plan));
        }
    }

    /// <summary>One run less wants a plan. What is still going on when it was the last is ended.</summary>
    /// <returns>Completes when the plan's contents are not read any more, if nobody else waits for them.</returns>
    private Task Leave(PlanQuestion question, SharedPlan plan)
    {
        lock (_lock)
        {
            plan.Users--;
            if (plan.Users > 0)
            {
                return Task.CompletedTask;
            }

            _plans.Remove(question);
        }

        return plan.DisposeAsync().AsTask();
    }

    /// <summary>A plan and how many runs want it.</summary>
    private sealed class SharedPlan : IAsyncDisposable
    {
        private readonly CancellationTokenSource _ending = new();

        public SharedPlan(Func<CancellationToken, ExpectedPlan> make) => Making = Task.Run(() => make(_ending.Token));

        public Task<ExpectedPlan> Making { get; }

        public int Users { get; set; }

        public async ValueTask DisposeAsync()
        {
            await _ending.CancelAsync();
            await ReadAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _ending.Dispose();
        }

        private async Task ReadAsync() => await (await Making).Plan;
    }
}

/// <summary>What a plan for a target depends on that is as it was left, beside the project.</summary>
/// <param name="Baseline">The baseline it was left with.</param>
/// <param name="Held">What the project held then. The stamps that go with it tell of the project alone, whichever target they were left with.</param>
/// <param name="Options">What the user decided.</param>
/// <param name="Disposable">Patterns of what does not keep a directory: the same list, not an equal one.</param>
internal sealed record PlanQuestion(SnapshotDigest Baseline, SnapshotDigest Held, PlanOptions Options, IReadOnlyList<string> Disposable);

/// <summary>A run's share in a plan that was made in advance. Once it was given back it holds nothing of the plan, which is as large as the project.</summary>
/// <param name="making">The plan.</param>
/// <param name="leave">Gives the share back.</param>
internal sealed class ExpectedPlanShare(Task<ExpectedPlan> making, Func<Task> leave)
{
    private Task<ExpectedPlan>? _making = making;
    private Func<Task>? _leave = leave;
    private Task _left = Task.CompletedTask;

    /// <summary>The plan.</summary>
    public Task<ExpectedPlan> Plan => _making ?? throw new InvalidOperationException("The expected plan was let go of.");

    /// <summary>Lets go of it. Safe to repeat.</summary>
    /// <returns>Completes when nothing in the project is read for it any more, unless others want it.</returns>
    public Task LeaveAsync()
    {
        if (_leave is { } leave)
        {
            (_making, _leave) = (null, null);
            _left = leave();
        }

        return _left;
    }
}
