using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Contents;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions.Pushing;

/// <summary>Pushes of one project to several targets: one scan, one reading, and nobody waits for anybody.</summary>
public sealed class SeveralTargetsTests
{
    private static readonly RelativePath Last = RelativePath.Parse("zz/last");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Targets_that_come_late_get_what_was_scanned_and_read_for_the_first(int level)
    {
        using var targets = new SeveralTargets { Compression = new Compression(level) };
        Fill(targets.Project);
        SortedDictionary<RelativePath, Entry> scanned = targets.Project.Entries;
        using ProjectView view = targets.Open();
        view.ShareAmong(3);
        AssertDone(await targets.PushAsync(view, "a"));

        targets.Project.Write("src/b", "edited");
        targets.Project.Write("src/new", "new");
        targets.Project.Remove(Last);
        targets.Project.Remove(RelativePath.Parse("large"));

        RunSummary[] late = await Task.WhenAll(targets.PushAsync(view, "b"), targets.PushAsync(view, "c"));
        Assert.All(late, AssertDone);
        Assert.All(["a", "b", "c"], name => PushScene.AssertSame(scanned, targets.EntriesOf(name)));
    }

    [Fact]
    public async Task What_was_kept_for_all_is_forgotten_when_the_last_has_come()
    {
        using var targets = new SeveralTargets();
        Fill(targets.Project);
        using ProjectView view = targets.Open();
        view.ShareAmong(2);
        AssertDone(await targets.PushAsync(view, "a"));
        AssertDone(await targets.PushAsync(view, "b"));

        targets.Project.Write("src/b", "edited");
        AssertDone(await targets.PushAsync(view, "c"));
        PushScene.AssertSame(targets.Project.Entries, targets.EntriesOf("c"));
    }

    [Fact]
    public async Task A_target_that_fails_early_does_not_keep_the_scan()
    {
        using var targets = new SeveralTargets();
        targets.Project.Write("a", "before");
        targets.Cuts["dead"] = new ConnectionCut(CutsOutput: true, After: 10);
        using ProjectView view = targets.Open();
        view.ShareAmong(2);
        AssertDone(await targets.PushAsync(view, "a"));
        Assert.NotEqual(ExitCode.Done, (await targets.PushAsync(view, "dead")).Exit);

        targets.Project.Write("a", "after");
        AssertDone(await targets.PushAsync(view, "b"));
        PushScene.AssertSame(targets.Project.Entries, targets.EntriesOf("b"));
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(100_000)]
    [InlineData(2_500_000)]
    public async Task A_target_that_takes_nothing_delays_nobody(int stallsAfter)
    {
        using var targets = new SeveralTargets { Compression = Compression.None };
        Fill(targets.Project);
        targets.Stalls["stopped"] = stallsAfter;
        using ProjectView view = targets.Open();
        view.ShareAmong(3);
        Task<RunSummary> pushing = targets.PushAsync(view, "stopped");
        StalledStream stopped = await targets.StallOfAsync("stopped");

        Assert.All(await Task.WhenAll(targets.PushAsync(view, "a"), targets.PushAsync(view, "b")), AssertDone);

        stopped.GoOn();
        AssertDone(await pushing);
        Assert.All(["a", "b", "stopped"], name => PushScene.AssertSame(targets.Project.Entries, targets.EntriesOf(name)));
    }

    [Theory]
    [InlineData(2_000, 0)]
    [InlineData(2_000, 3)]
    [InlineData(4_000_000, 0)]
    [InlineData(9_000_000, 0)]
    [InlineData(13_000_000, 0)]
    [InlineData(4_000_000, 1)]
    public async Task A_target_that_falls_too_far_behind_goes_on_alone_from_where_it_is(int stallsAfter, int level)
    {
        using var targets = new SeveralTargets { Compression = new Compression(level) };
        Fill(targets.Project, largeLength: 12_000_000, texts: 400);
        SortedDictionary<RelativePath, Entry> whole = targets.Project.Entries;
        targets.Stalls["stopped"] = stallsAfter;
        using ProjectView view = targets.Open();
        view.Contents.MostKept = 0;
        view.ShareAmong(2);
        var observer = new RecordingObserver();
        Task<RunSummary> pushing = targets.PushAsync(view, "stopped", observer);
        StalledStream stopped = await targets.StallOfAsync("stopped");
        AssertDone(await targets.PushAsync(view, "a"));
        targets.Project.Remove(Last);

        stopped.GoOn();
        RunSummary summary = await pushing;

        Assert.True(summary.Exit == ExitCode.Partial, PushScene.Describe(summary));
        Assert.Equal(Last, Assert.Single(observer.Problems).Path);
        PushScene.AssertSame(whole, targets.EntriesOf("a"));
        whole.Remove(Last);
        SortedDictionary<RelativePath, Entry> arrived = targets.EntriesOf("stopped");
        whole.Remove(Last.Parent);
        arrived.Remove(Last.Parent);
        PushScene.AssertSame(whole, arrived);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(900_000)]
    [InlineData(3_000_000)]
    public async Task A_connection_that_breaks_harms_no_other(int after)
    {
        using var targets = new SeveralTargets { Compression = Compression.None };
        Fill(targets.Project);
        targets.Cuts["dead"] = new ConnectionCut(CutsOutput: true, after);
        using ProjectView view = targets.Open();
        view.ShareAmong(3);

        Task<RunSummary> dead = targets.PushAsync(view, "dead");
        Assert.All(await Task.WhenAll(targets.PushAsync(view, "a"), targets.PushAsync(view, "b")), AssertDone);

        Assert.Equal(ExitCode.NoConnection, (await dead).Exit);
        Assert.All(["a", "b"], name => PushScene.AssertSame(targets.Project.Entries, targets.EntriesOf(name)));
    }

    [Fact]
    public async Task Targets_in_different_states_each_get_what_they_lack()
    {
        using var targets = new SeveralTargets();
        Fill(targets.Project);
        foreach (string name in (string[])["old", "older"])
        {
            using ProjectView early = targets.Open();
            AssertDone(await targets.PushAsync(early, name));
            targets.Project.Write($"src/{name}", "added since");
            targets.Project.Write("src/b", $"edited after {name}");
        }

        targets.Project.Write(RelativePath.Parse("large"), LiveTree.Content(2_600_000, seed: 9));
        using ProjectView view = targets.Open();
        view.ShareAmong(4);
        string[] all = ["old", "older", "new", "newer"];

        Assert.All(await Task.WhenAll(all.Select(name => targets.PushAsync(view, name))), AssertDone);
        Assert.All(all, name => PushScene.AssertSame(targets.Project.Entries, targets.EntriesOf(name)));
    }

    [Fact]
    public async Task A_content_that_cannot_be_read_is_a_problem_of_each_target()
    {
        using var targets = new SeveralTargets();
        Fill(targets.Project);
        using ProjectView view = targets.Open();
        view.ShareAmong(2);
        await view.ScanAsync();
        targets.Project.Remove(Last);
        RecordingObserver[] observers = [new(), new()];

        RunSummary[] summaries = await Task.WhenAll(targets.PushAsync(view, "a", observers[0]), targets.PushAsync(view, "b", observers[1]));

        Assert.All(summaries, summary => Assert.True(summary.Exit == ExitCode.Partial, PushScene.Describe(summary)));
        Assert.All(observers, observer => Assert.Equal(Last, Assert.Single(observer.Problems).Path));
    }

    /// <summary>Small files before and behind a large one, some of which shrink; about 4 MB.</summary>
    private static void Fill(LiveTree project, int largeLength = 2_500_000, int texts = 40)
    {
        for (int i = 0; i < 40; i++)
        {
            project.Write(RelativePath.Parse($"early/{i}"), LiveTree.Content(10_000 + i, seed: i));
        }

        for (int i = 0; i < texts; i++)
        {
            project.Write(RelativePath.Parse($"text/{i}"), new byte[20_000 + i]);
        }

        project.Write("src/b", "small");
        project.Link(RelativePath.Parse("link"), "src/b"u8);
        project.Write(RelativePath.Parse("large"), LiveTree.Content(largeLength, seed: 7));
        project.MakeDirectory(Last.Parent);
        project.Write(Last, "the last that is sent"u8);
    }

    private static void AssertDone(RunSummary summary) => Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
}
