using Lockstep.Sessions;
using Lockstep.Sessions.Live;
using Lockstep.Tests.Files;
using Lockstep.Tests.Sessions.Peers;

namespace Lockstep.Tests.Sessions.Live;

/// <summary>What the background check gives to whom.</summary>
public sealed class ProjectFollowerTests : IDisposable
{
    private readonly TemporaryDirectory _tree = new();
    private readonly TemporaryDirectory _cache = new();
    private readonly ManualClock _clock = new();
    private readonly TargetInbox _inbox = new(isAlone: false);

    [Fact]
    public async Task A_check_that_finds_nothing_has_nobody_compare_anything()
    {
        LiveScan check = await CheckAsync();

        Assert.Equal(0, check.Scope.Count);
        Assert.True(check.IsCheck);
    }

    [Fact]
    public async Task A_target_that_could_not_take_something_is_given_everything_by_the_check()
    {
        _inbox.IsOwed = true;

        Assert.True((await CheckAsync()).Scope.IsEverything);
    }

    public void Dispose()
    {
        _tree.Dispose();
        _cache.Dispose();
    }

    /// <summary>Follows a project in which nothing happens until the check is due, and gives what it puts into the inbox.</summary>
    private async Task<LiveScan> CheckAsync()
    {
        _tree.WithFile("d/f", "x");
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var view = ProjectView.Open(new Project("app", _tree.Path), PushScene.Agreed.Filter, _cache.Path);
        using var project = new LiveProject(view, new LiveControls(), _clock);
        Task first = _inbox.Arrived;
        Task following = new ProjectFollower(project, view.Contents, [_inbox], _clock).RunAsync(ending.Token);
        await first;
        Assert.True(_inbox.TakeScan()!.Scope.IsEverything);

        _inbox.IsWaitedAt = true;
        await _clock.RunUntilAsync(_inbox.Arrived);
        LiveScan check = _inbox.TakeScan()!;
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
        return check;
    }
}
