using Lockstep.Plan;
using Lockstep.Sessions.Remembering;

namespace Lockstep.Sessions.Pushing;

/// <summary>
/// What a push does by itself while its target is being reached, which takes longest: scans the project, compares it with what the target was left as, reads what is in
/// doubt then, and begins to read and compress what a far target of which nothing is known will be sent.
/// </summary>
internal sealed class PushPreparation : IAsyncDisposable
{
    /// <summary>Most entries of a project whose contents are foreseen: of a larger one the start alone would gain little, and to know it twice takes memory.</summary>
    private const int MostForeseen = 16 << 10;

    /// <summary>What connecting to a near target takes at most, its login shell included.</summary>
    private static readonly TimeSpan NearConnection = TimeSpan.FromMilliseconds(250);

    private readonly ProjectView _project;
    private readonly PushOptions _options;
    private readonly CancellationTokenSource _ending;
    private readonly Task<ExpectedPlanShare> _expecting;
    private readonly Task _foreseeing;
    private Task<ProjectScan>? _scan;

    /// <summary>Begins.</summary>
    /// <param name="project">What is pushed.</param>
    /// <param name="options">How.</param>
    /// <param name="scan">Its scan, under way.</param>
    /// <param name="left">What the target was left as; null for one of which nothing is known.</param>
    /// <param name="connecting">Completes when the target was reached.</param>
    /// <param name="cancellation">Ends it.</param>
    public PushPreparation(
        ProjectView project, PushOptions options, Task<ProjectScan> scan, Task<RememberedTarget?> left, Task connecting, CancellationToken cancellation)
    {
        (_project, _options, _scan) = (project, options, scan);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _expecting = ExpectAsync(scan, left);
        _foreseeing = ForeseeAsync(left, connecting);
    }

    /// <summary>The project's scan.</summary>
    public Task<ProjectScan> Scan => _scan ?? throw new InvalidOperationException("The scan was let go of.");

    /// <summary>The plan for a target that is as it was left.</summary>
    public async Task<ExpectedPlan> ExpectedAsync() => await (await _expecting).Plan;

    /// <summary>Lets go of what is large: the plan is made.</summary>
    public void LetGo()
    {
        if (_scan is null)
        {
            return;
        }

        _scan = null;
        _project.LetGoOfScan();
        if (_expecting.IsCompletedSuccessfully)
        {
            _ = _expecting.Result.LeaveAsync();
        }
    }

    /// <summary>Lets go of everything; ends when nothing in the project is read ahead any more, but for other targets.</summary>
    public async ValueTask DisposeAsync()
    {
        LetGo();
        await _ending.CancelAsync();
        await _foreseeing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ((Task)_expecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_expecting.IsCompletedSuccessfully)
        {
            await _expecting.Result.LeaveAsync();
        }

        _ending.Dispose();
    }

    private async Task<ExpectedPlanShare> ExpectAsync(Task<ProjectScan> scanning, Task<RememberedTarget?> leaving)
    {
        (ProjectScan scan, RememberedTarget? left) = (await scanning, await leaving);
        _ending.Token.ThrowIfCancellationRequested();
        return _project.ExpectedPlans.Join(PushPlanner.QuestionOf(_options, left), ending => PushPlanner.Expect(_project, _options, scan, left, ending));
    }

    private async Task ForeseeAsync(Task<RememberedTarget?> left, Task connecting)
    {
        await Task.WhenAny(connecting, Task.Delay(NearConnection, _ending.Token));
        if (connecting.IsCompleted || _options.IsDryRun || await left is not null)
        {
            return;
        }

        SyncPlan plan = await (await ExpectedAsync()).Plan.WaitAsync(_ending.Token);
        if (plan.Changes.Count <= MostForeseen)
        {
            _project.Contents.Foresee(plan.Changes, _options.Compression);
        }
    }
}
