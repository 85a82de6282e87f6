using Lockstep.Plan;
using Lockstep.Sessions.Pushing;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions.Pushing;

/// <summary>What targets share of the plans that are made while they are reached.</summary>
public sealed class ExpectedPlansTests
{
    private static readonly PlanQuestion Question = new(SnapshotDigest.None, SnapshotDigest.None, new PlanOptions(), ["*.pyc"]);
    private readonly ExpectedPlans _plans = new();
    private int _made;

    [Fact]
    public async Task The_same_is_made_once_for_all_that_want_it()
    {
        ExpectedPlanShare[] shares = [.. Enumerable.Range(0, 20).Select(_ => Join(Question with { Options = new PlanOptions() }))];

        ExpectedPlan[] plans = await Task.WhenAll(shares.Select(share => share.Plan));

        Assert.Equal(1, _made);
        Assert.All(plans, plan => Assert.Same(plans[0], plan));
    }

    [Fact]
    public async Task Other_baselines_and_options_have_plans_of_their_own()
    {
        PlanQuestion[] questions =
        [
            Question,
            Question with { Baseline = new SnapshotDigest(1) },
            Question with { Held = new SnapshotDigest(1) },
            Question with { Options = new PlanOptions { Force = true } },
            Question with { Options = new PlanOptions { ModifiedSinceNs = 7 } },
            Question with { Disposable = ["*.pyc"] },
        ];

        await Task.WhenAll(questions.Select(question => Join(question).Plan));

        Assert.Equal(questions.Length, _made);
    }

    [Fact]
    public async Task Reading_goes_on_until_the_last_has_let_go()
    {
        ExpectedPlanShare first = Join(Question), second = Join(Question);
        Task<SyncPlan> reading = (await first.Plan).Plan;

        await first.LeaveAsync();
        await first.LeaveAsync();
        Assert.False(reading.IsCompleted);

        await second.LeaveAsync();
        Assert.True(reading.IsCanceled);
    }

    [Fact]
    public async Task What_nobody_wants_any_more_is_made_anew()
    {
        await Join(Question).LeaveAsync();

        await Join(Question).Plan;

        Assert.Equal(2, _made);
    }

    [Fact]
    public async Task A_share_that_was_given_back_holds_nothing_of_the_plan()
    {
        ExpectedPlanShare share = Join(Question);
        WeakReference plan = await ReferToAsync(share);

        await share.LeaveAsync();

        // Away from the stack of what has just ended the plan.
        await Task.Yield();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);

        Assert.False(plan.IsAlive);
        await Assert.ThrowsAsync<InvalidOperationException>(() => share.Plan);
    }

    [Fact]
    public async Task A_failure_is_everybodys()
    {
        ExpectedPlanShare share = _plans.Join(Question, _ => throw new SyncException(ExitCode.SyncFailed, "cannot be read"));

        await Assert.ThrowsAsync<SyncException>(() => share.Plan);
        await share.LeaveAsync();
    }

    /// <summary>A reference that keeps nothing alive, made where no local of the test does.</summary>
    private static async Task<WeakReference> ReferToAsync(ExpectedPlanShare share) => new(await share.Plan);

    /// <summary>A share in a plan whose contents are read until somebody ends that.</summary>
    private ExpectedPlanShare Join(PlanQuestion question) => _plans.Join(question, ending =>
    {
        Interlocked.Increment(ref _made);
        var draft = PlanDraft.Compare(new PlanInput(Snapshot.Absent, Snapshot.Absent, [], question.Options));
        return new ExpectedPlan(question.Baseline, question.Held, draft, Task.FromResult<IReadOnlyList<ContentHash>>([]), UntilEndedAsync(ending));
    });

    private static async Task<SyncPlan> UntilEndedAsync(CancellationToken ending)
    {
        await Task.Delay(Timeout.Infinite, ending);
        throw new InvalidOperationException("It was not ended.");
    }
}
