using System.Text;
using Lockstep.Sessions;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Reacting;
using Lockstep.Tests.Files;
using Lockstep.Tests.Sessions;
using Lockstep.Tests.Sessions.Live;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, 22j: the project's directory is replaced by another at its path while it is watched (a fresh clone, a restored backup), or moved away. The watch
/// says so and ends, where it went on watching what nobody edits any more.
/// </summary>
public sealed class ReplacedProjectTests : IDisposable
{
    private readonly TemporaryDirectory _place = new();
    private readonly TemporaryDirectory _target = new();
    private readonly TemporaryDirectory _cache = new();

    private string Project => _place["app"];

    [Fact]
    public Task Another_directory_at_its_path_ends_the_watch() => AssertEndsAsync(() =>
    {
        Directory.Move(Project, _place["old"]);
        _place.WithFile("app/f", "of the fresh clone");
    });

    [Fact]
    public Task A_project_that_was_moved_away_ends_the_watch() => AssertEndsAsync(() => Directory.Move(Project, _place["elsewhere"]));

    [Fact]
    public Task A_directory_above_that_was_renamed_ends_the_watch() => AssertEndsAsync(() =>
    {
        Directory.Move(_place.Path, _place.Path + ".away");
        Directory.Move(_place.Path + ".away/app", _place.Path + ".away/app2");
        Directory.Move(_place.Path + ".away", _place.Path);
    });

    public void Dispose()
    {
        _place.Dispose();
        _target.Dispose();
        _cache.Dispose();
    }

    private async Task AssertEndsAsync(Action displace)
    {
        _place.WithFile("app/f", "one");
        using var seen = new SeenBatches();
        PushOptions options = PushScene.Agreed;
        var client = new ClientContext(_cache.Path, "tester@here", typeof(LiveScene).Assembly);
        using var view = ProjectView.Open(new Project("app", Project), options.Filter, _cache.Path);
        var goal = new PushTarget("app", AddressKind.Local, Encoding.UTF8.GetBytes(_target.Path));
        Task<IReadOnlyList<RunSummary>> watch = Watch.RunAsync(
            view, [new WatchedTarget(goal, options, seen)], ReactionOptions.Nothing, client, new LiveControls(), CancellationToken.None);
        await seen.UntilAsync(() => seen.States.Contains(LiveState.Watching) || watch.IsCompleted);

        displace();

        RunSummary summary = Assert.Single(await watch);
        Assert.Equal(ExitCode.SyncFailed, summary.Exit);
        Assert.Contains("moved, removed or replaced", summary.Message, StringComparison.Ordinal);
    }
}
