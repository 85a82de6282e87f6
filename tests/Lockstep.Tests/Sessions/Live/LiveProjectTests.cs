using Lockstep.Sessions;
using Lockstep.Sessions.Live;
using Lockstep.Tests.Files;
using Lockstep.Tree;
using Lockstep.Watching;

namespace Lockstep.Tests.Sessions.Live;

/// <summary>What a watched project looks at of what a batch tells.</summary>
public sealed class LiveProjectTests : IDisposable
{
    private readonly TemporaryDirectory _tree = new();
    private readonly TemporaryDirectory _cache = new();
    private readonly ProjectView _view;
    private readonly LiveProject _project;

    public LiveProjectTests()
    {
        _view = ProjectView.Open(new Project("app", _tree.Path), PushScene.Agreed.Filter, _cache.Path);
        _project = new LiveProject(_view, new LiveControls(), TimeProvider.System);
    }

    [Fact]
    public async Task A_name_that_came_and_went_is_looked_at_where_something_stands_there_after_all()
    {
        await _project.ScanAsync();
        _tree.WithFile("there", "x");

        LiveScan scan = await TakeAsync("there", "nowhere");

        Assert.True(scan.Result.Snapshot.Find(RelativePath.Parse("there")).IsFile);
        Assert.Equal(["there"], scan.Scope.Paths.ToArray().Select(path => path.Path.ToString()));
    }

    [Fact]
    public async Task A_name_that_came_and_went_is_looked_at_where_it_is_known()
    {
        _tree.WithFile("f", "x");
        await _project.ScanAsync();
        File.Delete(_tree["f"]);

        LiveScan scan = await TakeAsync("f");

        Assert.False(scan.Result.Snapshot.Find(RelativePath.Parse("f")).Exists);
    }

    [Fact]
    public async Task A_look_at_everything_finds_what_is_not_as_it_was_known()
    {
        _tree.WithFile("d/same", "x").WithFile("d/changed", "x").WithFile("gone", "x");
        await _project.ScanAsync();
        File.WriteAllText(_tree["d/changed"], "more than before");
        File.Delete(_tree["gone"]);
        _tree.WithFile("new/f", "x");

        MissedChanges missed = await _project.FindMissedAsync(TestContext.Current.CancellationToken);
        LiveScan scan = await _project.TakeAsync(missed, TestContext.Current.CancellationToken);

        Assert.Equal([".", "d/changed", "gone", "new"], scan.Scope.Paths.ToArray().Select(path => path.Path.ToString()));
        Assert.False(_project.Snapshot.Find(RelativePath.Parse("gone")).Exists);
        Assert.True(_project.Snapshot.Find(RelativePath.Parse("new/f")).IsFile);
        Assert.Equal(16, _project.Snapshot.Find(RelativePath.Parse("d/changed")).Size);
    }

    [Fact]
    public async Task A_look_at_everything_finds_nothing_where_nothing_happened()
    {
        _tree.WithFile("d/same", "x");
        await _project.ScanAsync();

        MissedChanges missed = await _project.FindMissedAsync(TestContext.Current.CancellationToken);
        LiveScan scan = await _project.TakeAsync(missed, TestContext.Current.CancellationToken);

        Assert.Equal(0, missed.Scope.Count);
        Assert.True(scan.IsCheck);
    }

    [Fact]
    public async Task What_changed_during_a_look_at_everything_is_taken_as_it_is_by_then_and_counts_as_no_fault()
    {
        await _project.ScanAsync();
        MissedChanges missed = await _project.FindMissedAsync(TestContext.Current.CancellationToken);
        _tree.WithFile("f", "x");
        await TakeAsync("f");

        LiveScan scan = await _project.TakeAsync(missed with { Scope = PathScope.Of([new ScopedPath(RelativePath.Parse("f"), IsDeep: false)]) }, TestContext.Current.CancellationToken);

        Assert.False(scan.IsCheck);
        Assert.True(scan.Result.Snapshot.Find(RelativePath.Parse("f")).IsFile);
    }

    [Fact]
    public async Task What_is_found_while_something_was_under_way_counts_as_no_fault()
    {
        await _project.ScanAsync();
        MissedChanges missed = await _project.FindMissedAsync(TestContext.Current.CancellationToken);

        Assert.False((await _project.TakeAsync(missed with { WasIdle = false }, TestContext.Current.CancellationToken)).IsCheck);
        Assert.False((await _project.TakeAsync(missed with { Happened = missed.Happened - 1 }, TestContext.Current.CancellationToken)).IsCheck);
    }

    public void Dispose()
    {
        _project.Dispose();
        _view.Dispose();
        _tree.Dispose();
        _cache.Dispose();
    }

    private Task<LiveScan> TakeAsync(params string[] passed) => _project.TakeAsync(
        new ChangeBatch(PathScope.Nothing, TimeSpan.Zero) { Passed = [.. passed.Select(RelativePath.Parse)] }, TestContext.Current.CancellationToken);
}
