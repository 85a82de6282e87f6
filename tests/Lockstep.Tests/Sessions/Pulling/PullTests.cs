using System.Text;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Pulling;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions.Pulling;

/// <summary>What a pull brings, what it leaves and what stops it; on the disk and through the protocol.</summary>
public sealed class PullTests : IDisposable
{
    private const long OneTimeNs = 1_500_000_000_000_000_000;

    private readonly PushScene _scene = new(throughWire: true);

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Drift_is_taken_over_and_the_next_push_has_nothing_to_do()
    {
        await PushedAsync("a=1", "b/c=2", "b/d=3", "e=4");
        LiveTree there = _scene.OnTarget();
        there.Write("a", "changed there");
        there.Remove(Path("b/c"));
        there.Remove(Path("e"));
        there.Link(Path("e"), "a"u8);
        there.SetMode(Path("b/d"), 0x1ed);

        RunSummary summary = await DoneAsync(new PullOptions { Confirmed = true });
        Assert.Equal((0, 3, 1, 1L), (summary.Added, summary.Updated, summary.Deleted, summary.Run));
        PushScene.AssertSame(WithoutRoot(_scene.TargetEntries), WithoutRoot(_scene.Project.Entries));
        await AssertNothingToPushAsync();
    }

    [Fact]
    public async Task An_edit_of_this_moment_is_taken_over_and_the_next_push_has_nothing_to_do()
    {
        await PushedAsync("a=1");
        _scene.OnTarget().Write(Path("a"), "longer than before"u8, keepsNow: true);
        await DoneAsync();
        AssertSameAt("a");
        await AssertNothingToPushAsync();
    }

    [Fact]
    public async Task Drift_of_the_size_and_time_of_what_was_pulled_before_is_taken_over()
    {
        await PushedAsync("a=1");
        await DriftOfOneTimeAsync("2");
        await AssertNothingToPushAsync();
        await DriftOfOneTimeAsync("3");
        await DriftOfOneTimeAsync("4");
        Assert.Equal("4", Text("a"));
        await AssertNothingToPushAsync();
    }

    [Fact]
    public async Task Edits_of_one_size_and_time_on_both_sides_stop_it()
    {
        await PushedAsync("a=longer before");
        _scene.Project.Write("a", "2");
        _scene.Project.SetModified(Path("a"), OneTimeNs);
        _scene.OnTarget().Write("a", "3");
        _scene.OnTarget().SetModified(Path("a"), OneTimeNs);
        Assert.Equal(ExitCode.Refused, (await _scene.PullAsync()).Exit);
        Assert.NotEqual(0, (await _scene.PushAsync(cancellation: TestContext.Current.CancellationToken)).Drift);
        Assert.Equal("2", Text("a"));
        await DoneAsync(new PullOptions { Force = true });
        Assert.Equal("3", Text("a"));
        Assert.Contains(ContentHash.Of("2"u8), PushScene.HistoryContents(_scene.ProjectStatePath));
    }

    [Fact]
    public async Task Without_drift_nothing_is_done_and_nothing_written()
    {
        await PushedAsync("a=1");
        RunSummary summary = await DoneAsync();
        Assert.Equal((0L, 0, 0L), (summary.Run, summary.Updated, summary.BytesContent));
    }

    [Fact]
    public async Task What_was_never_pushed_comes_only_by_name()
    {
        await PushedAsync("a=1");
        LiveTree there = _scene.OnTarget();
        there.Write("data/out/result.bin", new string('x', 700_000));
        there.Write("data/out/more/log", "l");
        there.Write("other", "o");
        there.SetMode(Path("data/out"), 0x1c0);
        Assert.Equal(0, (await DoneAsync()).Run);

        RunSummary summary = await DoneAsync(Named("data/out"));
        Assert.Equal((5, 700_001L), (summary.Added, summary.BytesContent));
        AssertSameAt("data", "data/out", "data/out/more", "data/out/more/log", "data/out/result.bin");
        Assert.False(_scene.Project.TryStat(Path("other"), out _));
        await AssertNothingToPushAsync();
    }

    [Fact]
    public async Task A_hidden_file_comes_when_it_is_named()
    {
        await PushedAsync("a=1");
        _scene.OnTarget().Write(".env", "SECRET=1");
        await DoneAsync(Named(".env"));
        AssertSameAt(".env");
    }

    [Fact]
    public async Task Everything_can_be_brought_into_an_empty_project()
    {
        LiveTree there = _scene.OnTarget();
        there.Write("a/b", "1");
        there.Link(Path("l"), "a/b"u8);
        await DoneAsync(Named(".") with { Confirmed = true });
        PushScene.AssertSame(WithoutRoot(_scene.TargetEntries), WithoutRoot(_scene.Project.Entries));
    }

    [Fact]
    public async Task A_file_removed_here_comes_back_when_it_is_named()
    {
        await PushedAsync("a=1", "b/c=2");
        _scene.Project.Remove(Path("b"));
        await DoneAsync(Named("b/c"));
        AssertSameAt("b", "b/c");
    }

    [Fact]
    public async Task A_local_change_in_the_way_stops_it_and_force_keeps_what_was_here()
    {
        await PushedAsync("a=1", "b=2");
        _scene.OnTarget().Write("a", "theirs");
        _scene.OnTarget().Write("b", "theirs too");
        _scene.Project.Write("a", "mine");
        var before = _scene.Project.Entries;
        var observer = new RecordingObserver();

        RunSummary refused = await _scene.PullAsync(observer: observer);
        Assert.True(refused.Exit == ExitCode.Refused, PushScene.Describe(refused));
        Assert.Contains("the project has its own version of 1 entry that would be pulled: a.", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--force", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Path("a"), Assert.Single(observer.Drift).Path);
        PushScene.AssertSame(before, _scene.Project.Entries);

        await DoneAsync(new PullOptions { Force = true });
        Assert.Equal("theirs", Text("a"));
        Assert.Contains(ContentHash.Of("mine"u8), PushScene.HistoryContents(_scene.ProjectStatePath));
    }

    [Theory]
    [InlineData("a")]
    [InlineData(".")]
    public async Task A_named_file_that_was_changed_here_alone_is_not_overwritten(string path)
    {
        await PushedAsync("a=1");
        _scene.Project.Write("a", "mine");
        Assert.Equal(ExitCode.Refused, (await _scene.PullAsync(Named(path))).Exit);
        Assert.Equal("mine", Text("a"));
    }

    [Fact]
    public async Task The_same_change_on_both_sides_is_in_nobodys_way()
    {
        await PushedAsync("a=1");
        _scene.OnTarget().Write("a", "2");
        _scene.Project.Write("a", "2");
        await DoneAsync(new PullOptions());
        AssertSameAt("a");
    }

    [Fact]
    public async Task What_was_added_here_beside_what_goes_stays()
    {
        await PushedAsync("d/a=1", "b=2");
        _scene.Project.Write("d/mine", "new here");
        _scene.OnTarget().Remove(Path("d"));
        await DoneAsync(new PullOptions { Confirmed = true });
        Assert.Equal("new here", Text("d/mine"));
        Assert.False(_scene.Project.TryStat(Path("d/a"), out _));
    }

    [Fact]
    public async Task Deletions_are_taken_over_within_the_rules()
    {
        await PushedAsync("a=1", "b=2", "c=3");
        _scene.OnTarget().Remove(Path("a"));
        _scene.OnTarget().Remove(Path("b"));
        RunSummary refused = await _scene.PullAsync(new PullOptions { MaxDelete = 1 });
        Assert.Equal(ExitCode.Refused, refused.Exit);
        Assert.Contains("2 entries would be deleted in the project, --max-delete allows 1", refused.Message, StringComparison.Ordinal);

        Assert.Equal(0, (await DoneAsync(new PullOptions { Deletes = false })).Deleted);
        Assert.Equal(2, (await DoneAsync(new PullOptions())).Deleted);
        Assert.Contains(ContentHash.Of("1"u8), PushScene.HistoryContents(_scene.ProjectStatePath));
    }

    [Fact]
    public async Task A_target_that_was_emptied_does_not_empty_the_project()
    {
        await PushedAsync("a=1", "b=2");
        _scene.OnTarget().Remove(Path("a"));
        _scene.OnTarget().Remove(Path("b"));
        RunSummary emptied = await _scene.PullAsync(new PullOptions());
        Assert.Equal(ExitCode.Refused, emptied.Exit);
        Assert.Contains("nothing is left on the target", emptied.Message, StringComparison.Ordinal);

        Directory.Delete(_scene.RootPath);
        RunSummary gone = await _scene.PullAsync(new PullOptions { Confirmed = true, Force = true });
        Assert.Equal(ExitCode.Refused, gone.Exit);
        Assert.Contains("the target's root is not there any more", gone.Message, StringComparison.Ordinal);
        Assert.Equal("1", Text("a"));
    }

    [Fact]
    public async Task A_name_at_which_nothing_stands_is_a_problem_and_the_others_come()
    {
        await PushedAsync("a=1");
        _scene.OnTarget().Write("b", "2");
        var observer = new RecordingObserver();
        RunSummary summary = await _scene.PullAsync(new PullOptions { Paths = [Path("b"), Path("nowhere")] }, observer);
        Assert.Equal((ExitCode.Partial, 1), (summary.Exit, summary.Added));
        Problem missing = Assert.Single(observer.Problems);
        Assert.Equal(Path("nowhere"), missing.Path);
        Assert.StartsWith("no such file or directory on ", missing.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_becomes_a_file_and_a_file_a_directory()
    {
        await PushedAsync("a=1", "d/x=2", "d/y=3");
        LiveTree there = _scene.OnTarget();
        there.Remove(Path("a"));
        there.Write("a/inner", "i");
        there.Remove(Path("d"));
        there.Write("d", "now a file");
        await DoneAsync(new PullOptions { Paths = [Path("a"), Path("d")], Confirmed = true });
        AssertSameAt("a", "a/inner", "d");
        await AssertNothingToPushAsync();
    }

    [Fact]
    public async Task Only_what_is_named_comes()
    {
        await PushedAsync("a=1", "b=2");
        _scene.OnTarget().Write("a", "x");
        _scene.OnTarget().Write("b", "y");
        await DoneAsync(Named("a"));
        Assert.Equal(("x", "2"), (Text("a"), Text("b")));
    }

    [Fact]
    public async Task A_dry_run_writes_nothing_on_either_side()
    {
        await PushedAsync("a=1", "b=2");
        _scene.OnTarget().Write("a", "x");
        var before = _scene.Everything;
        var observer = new RecordingObserver();
        RunSummary summary = await _scene.PullAsync(new PullOptions { IsDryRun = true }, observer);
        Assert.Equal((ExitCode.Done, 1), (summary.Exit, summary.Updated));
        Assert.Equal(ChangeKind.Update, Assert.Single(observer.Plan!.Changes, change => !change.IsHousekeeping).Kind);
        PushScene.AssertSame(before, _scene.Everything);
    }

    [Fact]
    public async Task The_target_is_only_read()
    {
        await PushedAsync("a=1", "b/c=2");
        _scene.OnTarget().Write("a", "x");
        string target = System.IO.Path.GetDirectoryName(_scene.RootPath)!;
        var before = new LiveTree(target, clock: 0).Entries;
        await DoneAsync();
        PushScene.AssertSame(before, new LiveTree(target, clock: 0).Entries);
    }

    [Fact]
    public async Task A_run_that_was_interrupted_on_the_target_is_not_taken_for_drift()
    {
        await PushedAsync("a=1");
        File.WriteAllText(System.IO.Path.Combine(_scene.StatePath, "journal"), "");
        RunSummary summary = await _scene.PullAsync();
        Assert.Equal(ExitCode.Refused, summary.Exit);
        Assert.Contains("'lockstep push' finishes it", summary.Message, StringComparison.Ordinal);
    }

    private static RelativePath Path(string text) => text == "." ? RelativePath.Root : RelativePath.Parse(text);

    private static PullOptions Named(string path) => new() { Paths = [Path(path)] };

    private static SortedDictionary<RelativePath, Entry> WithoutRoot(SortedDictionary<RelativePath, Entry> entries)
    {
        entries.Remove(RelativePath.Root);
        return entries;
    }

    private string Text(string path) => Encoding.UTF8.GetString(_scene.Project.ReadFile(Path(path)));

    private async Task PushedAsync(params string[] files)
    {
        foreach (string file in files)
        {
            string[] parts = file.Split('=');
            _scene.Project.Write(parts[0], parts[1]);
        }

        RunSummary summary = await _scene.PushAsync();
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
    }

    private async Task<RunSummary> DoneAsync(PullOptions? options = null)
    {
        RunSummary summary = await _scene.PullAsync(options);
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
        return summary;
    }

    private async Task DriftOfOneTimeAsync(string content)
    {
        _scene.OnTarget().Write("a", content);
        _scene.OnTarget().SetModified(Path("a"), OneTimeNs);
        await DoneAsync();
        AssertSameAt("a");
    }

    private void AssertSameAt(params string[] paths)
    {
        var (there, here) = (_scene.TargetEntries, _scene.Project.Entries);
        Assert.All(paths, path => Assert.Equal(there[Path(path)], here[Path(path)]));
    }

    private async Task AssertNothingToPushAsync()
    {
        var before = _scene.TargetEntries;
        RunSummary summary = await _scene.PushAsync();
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
        Assert.Equal((0, 0, 0, 0, 0), (summary.Added, summary.Updated, summary.Deleted, summary.Renamed, summary.Drift));
        PushScene.AssertSame(before, _scene.TargetEntries);
        // Whatever is put into the root gives it another time.
        Assert.DoesNotContain((await _scene.OpenAsync()).Drift, difference => !difference.Path.IsRoot);
    }
}
