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
