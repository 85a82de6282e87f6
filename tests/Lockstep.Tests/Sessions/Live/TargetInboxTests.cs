using Lockstep.Files.Scanning;
using Lockstep.Plan;
using Lockstep.Sessions.Live;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions.Live;

/// <summary>What becomes of scans that a target cannot take at once.</summary>
public sealed class TargetInboxTests
{
    [Fact]
    public void What_waits_is_one_scan_of_all_that_was_looked_at_since_the_first()
    {
        TargetInbox inbox = Opened();
        inbox.Add(Scan(1, "a"));
        inbox.Add(Scan(2, "b"));
        inbox.Add(Scan(3, "a", "c"));

        LiveScan taken = inbox.TakeScan()!;
        Assert.Equal(["a", "b", "c"], Paths(taken));
        Assert.Equal(TimeSpan.FromSeconds(1), taken.Since);
        Assert.Null(inbox.TakeScan());
    }

    [Fact]
    public void Troubles_that_were_looked_at_again_are_over_and_unlisted_directories_stay_spared()
    {
        TargetInbox inbox = Opened();
        inbox.Add(Scan(1, "a", "b") with { Result = Found([Trouble("a"), Trouble("b")], incomplete: ["a"]) });
        inbox.Add(Scan(2, "a"));

        ScanResult result = inbox.TakeScan()!.Result;
        Assert.Equal("b", Assert.Single(result.Problems).Path.ToString());
        Assert.Equal("a", Assert.Single(result.Incomplete).ToString());
    }

    [Fact]
    public void Who_is_away_gets_nothing_but_the_whole_project()
    {
        TargetInbox inbox = Opened();
        inbox.Add(Scan(5, "a"));
        inbox.AwaitWhole();
        inbox.Add(Scan(6, "b"));
        Assert.Null(inbox.TakeScan());

        Assert.True(inbox.TryAskWhole());
        Assert.False(inbox.TryAskWhole());
        inbox.Add(Whole());
        inbox.Add(Scan(7, "c"));
        LiveScan taken = inbox.TakeScan()!;
        Assert.True(taken.Scope.IsEverything);
        Assert.Equal(TimeSpan.FromSeconds(5), taken.Since);
    }

    [Fact]
    public void What_did_not_get_there_counts_from_its_beginning()
    {
        TargetInbox inbox = Opened();
        inbox.AwaitWhole(TimeSpan.FromSeconds(1));
        inbox.Add(Scan(6, "b"));
        inbox.Add(Whole());
        Assert.Equal(TimeSpan.FromSeconds(1), inbox.TakeScan()!.Since);
    }

    [Fact]
    public void A_start_afresh_is_nobody_s_delay()
    {
        TargetInbox inbox = Opened();
        inbox.Add(Scan(1, "a"));
        inbox.StartAfresh();
        inbox.Add(Whole());
        Assert.Null(inbox.TakeScan()!.Since);
    }

    [Fact]
    public void Too_many_paths_become_the_whole_project()
    {
        TargetInbox inbox = Opened();
        inbox.Add(Scan(1, [.. Enumerable.Range(0, 3000).Select(i => $"a{i}")]));
        inbox.Add(Scan(2, [.. Enumerable.Range(0, 3000).Select(i => $"b{i}")]));
        Assert.Null(inbox.TakeScan());
        Assert.True(inbox.TryAskWhole());
    }

    [Fact]
    public void How_far_the_target_is_behind_is_told_when_it_does_not_wait()
    {
        List<int> told = [];
        var inbox = new TargetInbox(isAlone: false) { TellBehind = told.Add };
        inbox.Add(Whole());
        inbox.Add(Scan(1, "a"));
        inbox.TakeScan();
        inbox.IsWaitedAt = true;
        inbox.Add(Scan(2, "b"));
        inbox.TakeScan();
        Assert.Equal([1, 2, 0], told);
    }

    [Fact]
    public void Whatever_comes_wakes_who_looked_before()
    {
        TargetInbox inbox = Opened();
        Task first = inbox.Arrived;
        inbox.Add(Scan(1, "a"));
        Task second = inbox.Arrived;
        Assert.True(first.IsCompleted);
        Assert.False(second.IsCompleted);
        inbox.Ask(LiveRequest.Deploy);
        Assert.True(second.IsCompleted);
        Assert.Equal(LiveRequest.Deploy, inbox.TakeRequest());
        Assert.Null(inbox.TakeRequest());
    }

    /// <summary>An inbox whose target has got the whole project.</summary>
    private static TargetInbox Opened()
    {
        var inbox = new TargetInbox(isAlone: false);
        inbox.Add(Whole());
        inbox.TakeScan();
        return inbox;
    }

    private static LiveScan Whole() => new(Found([], []), PathScope.Everything, Since: null, Rules: null!);

    private static LiveScan Scan(int seconds, params string[] paths) => new(
        Found([], []), PathScope.Of(paths.Select(path => new ScopedPath(RelativePath.Parse(path), IsDeep: false))), TimeSpan.FromSeconds(seconds), Rules: null!);

    private static ScanResult Found(Problem[] problems, string[] incomplete) =>
        new(Snapshot.Absent, problems, [.. incomplete.Select(path => RelativePath.Parse(path))], new SkippedEntries(0, 0, 0, []));

    private static Problem Trouble(string path) => new(RelativePath.Parse(path), "because");

    private static string[] Paths(LiveScan scan) => [.. scan.Scope.Paths.ToArray().Select(path => path.Path.ToString())];
}
