using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Undoing;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;

namespace Lockstep.Tests.Sessions.Undoing;

/// <summary>What an undo respects, refuses and tells.</summary>
public sealed class UndoTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_somebody_changed_since_stops_an_undo_and_is_gone_back_over_with_force(bool throughWire)
    {
        using var scene = new PushScene(throughWire);
        scene.Project.Write("a", "one");
        scene.Project.Write("b", "other");
        await PushAsync(scene);
        scene.Project.Write("a", "two");
        await PushAsync(scene);
        scene.OnTarget().Write("a", "by hand");
        SortedDictionary<RelativePath, Entry> drifted = scene.TargetEntries;

        RunSummary refused = await UndoAsync(scene);
        Assert.Equal(ExitCode.Refused, refused.Exit);
        Assert.Contains("somebody changed 1 of the entries on the target after the runs that would be undone: a.", refused.Message, StringComparison.Ordinal);
        PushScene.AssertSame(drifted, scene.TargetEntries);

        Assert.Equal(ExitCode.Done, (await UndoAsync(scene, options: PushScene.Agreed with { Force = true })).Exit);
        Assert.Equal("one", Read(scene, "a"));
        Assert.Equal(ExitCode.Done, (await UndoAsync(scene)).Exit);
        PushScene.AssertSame(drifted, scene.TargetEntries);
    }

    [Fact]
    public async Task Drift_that_is_not_in_the_way_stays_and_is_counted()
    {
        using var scene = new PushScene();
        scene.Project.Write("a", "one");
        scene.Project.Write("b", "other");
        await PushAsync(scene);
        scene.Project.Write("a", "two");
        await PushAsync(scene);
        scene.OnTarget().Write("b", "by hand");
        scene.OnTarget().Write("c", "new by hand");
        RunSummary undone = await UndoAsync(scene);
        Assert.Equal((ExitCode.Done, 1, 1), (undone.Exit, undone.Updated, undone.DriftKept));
        Assert.Equal(("one", "by hand", "new by hand"), (Read(scene, "a"), Read(scene, "b"), Read(scene, "c")));
    }

    [Fact]
    public async Task What_was_overwritten_by_force_comes_back_as_not_managed_so_that_the_next_push_is_refused_again()
    {
        using var scene = new PushScene();
        scene.Project.Write("a", "one");
        await PushAsync(scene);
        scene.OnTarget().Write("a", "by hand");
        scene.OnTarget().Write("b", "put there");
        scene.Project.Write("a", "two");
        scene.Project.Write("b", "project's");
        Assert.Equal(ExitCode.Refused, (await PushAsync(scene)).Exit);
        Assert.Equal(ExitCode.Done, (await PushAsync(scene, PushScene.Agreed with { Force = true })).Exit);

        Assert.Equal(ExitCode.Done, (await UndoAsync(scene)).Exit);
        Assert.Equal(("by hand", "put there"), (Read(scene, "a"), Read(scene, "b")));
        Assert.Equal(ExitCode.Refused, (await PushAsync(scene)).Exit);
        Assert.Equal(("by hand", "put there"), (Read(scene, "a"), Read(scene, "b")));

        Assert.Equal(ExitCode.Done, (await UndoAsync(scene)).Exit);
        Assert.Equal(("two", "project's"), (Read(scene, "a"), Read(scene, "b")));
    }

    [Fact]
    public async Task A_preview_of_an_undo_shows_its_plan_and_writes_nothing()
    {
        using var scene = new PushScene();
        scene.Project.Write("a", "one");
        scene.Project.Write("gone", "old");
        await PushAsync(scene);
        scene.Project.Write("a", "two");
        scene.Project.Remove(RelativePath.Parse("gone"));
        await PushAsync(scene);
        SortedDictionary<RelativePath, Entry> before = scene.TargetEntries;
        var observer = new RecordingObserver();
        RunSummary summary = await UndoAsync(scene, options: PushScene.Agreed with { IsDryRun = true }, observer: observer);
        Assert.Equal((ExitCode.Done, 0L, 1, 1), (summary.Exit, summary.Run, summary.Added, summary.Updated));
        Assert.Equal(["a", "gone"], observer.Plan!.Changes.Where(change => !change.IsHousekeeping).Select(change => change.Path.ToString()));
        PushScene.AssertSame(before, scene.TargetEntries);
        Assert.Equal(2, (await scene.HistoryAsync()).LastRun);
    }

    [Fact]
    public async Task History_tells_what_made_each_run_and_what_one_changed()
    {
        using var scene = new PushScene();
        scene.Project.Write("d/a", "content");
        scene.Project.Write("b", "one");
        await PushAsync(scene);
        scene.Project.Move(RelativePath.Parse("d/a"), RelativePath.Parse("d/c"));
        scene.Project.Remove(RelativePath.Parse("b"));
        await PushAsync(scene);
        await UndoAsync(scene);

        HistoryReply history = await scene.HistoryAsync();
        Assert.Equal([1, 2, 3], history.Runs.Select(run => run.Run));
        Assert.Equal([new(RunKind.Push), new(RunKind.Push), new RunOrigin(RunKind.Undo, 2)], history.Runs.Select(run => run.Origin));
        Assert.Equal(new PastCounts(0, 0, 1, 1), history.Runs[1].Counts);

        HistoryReply one = await scene.HistoryAsync(2);
        Assert.Equal(2, Assert.Single(one.Runs).Run);
        Assert.Equal(["Delete b", "Rename d/c"], one.Changes.Select(change => $"{change.Kind} {change.Path}"));
    }

    [Theory]
    [InlineData(9, "there is no run 9: kept are runs 3 to 4.")]
    [InlineData(2, "run 2 is older than the history, which was pruned: kept are runs 3 to 4.")]
    public async Task A_run_that_is_not_kept_is_refused_with_those_that_are(long run, string message)
    {
        using var scene = new PushScene();
        for (int i = 1; i <= 4; i++)
        {
            scene.Project.Write("a", new string('x', 100) + i);
            await PushAsync(scene, PushScene.Agreed with { Retention = new Retention(14, 220) });
        }

        RunSummary refused = await UndoAsync(scene, new UndoRequest { Run = run });
        Assert.Equal(ExitCode.Usage, refused.Exit);
        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
        SyncException thrown = await Assert.ThrowsAsync<SyncException>(() => scene.HistoryAsync(run));
        Assert.StartsWith(message, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_no_run_changed_is_refused()
    {
        using var scene = new PushScene();
        scene.Project.Write("a", "one");
        scene.Project.Write("b", "one");
        await PushAsync(scene);
        scene.Project.Write("a", "two");
        await PushAsync(scene);
        RunSummary refused = await UndoAsync(scene, new UndoRequest { Paths = [RelativePath.Parse("b")] });
        Assert.Equal(ExitCode.Usage, refused.Exit);
        Assert.StartsWith("no run from 2 on changed 'b' on the target", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_without_a_history_says_so()
    {
        using var scene = new PushScene();
        RunSummary refused = await UndoAsync(scene);
        Assert.Equal((ExitCode.Usage, "there is no history yet: no run has changed anything there."), (refused.Exit, refused.Message));
    }

    [Fact]
    public async Task Going_back_to_a_time_undoes_all_runs_since()
    {
        using var scene = new PushScene();
        scene.Project.Write("a", "one");
        await PushAsync(scene);
        PassMoment();
        scene.Project.Write("a", "two");
        await PushAsync(scene);
        PassMoment();
        scene.Project.Write("b", "three");
        await PushAsync(scene);
        HistoryReply history = await scene.HistoryAsync();

        RunSummary nothing = await UndoAsync(scene, new UndoRequest { To = history.Runs[2].Started.AddSeconds(1) });
        Assert.Equal((ExitCode.Done, 0L), (nothing.Exit, nothing.Run));
        RunSummary undone = await UndoAsync(scene, new UndoRequest { To = history.Runs[1].Started.AddMilliseconds(-1) });
        Assert.Equal(ExitCode.Done, undone.Exit);
        Assert.Equal(["a"], scene.TargetEntries.Keys.Where(path => !path.IsRoot).Select(path => path.ToString()));
        Assert.Equal("one", Read(scene, "a"));
    }

    [Fact]
    public async Task A_content_that_the_history_lost_is_a_problem_and_the_rest_is_put_back()
    {
        using var scene = new PushScene();
        scene.Project.Write("a", "one");
        scene.Project.Write("b", "one more");
        await PushAsync(scene);
        scene.Project.Write("a", "two");
        scene.Project.Write("b", "two more");
        await PushAsync(scene);
        string slot = Directory.EnumerateFiles(Path.Combine(scene.StatePath, "history", "2")).First(file => new FileInfo(file).Length == 3);
        File.WriteAllText(slot, "eno");
        RunSummary undone = await UndoAsync(scene);
        Assert.Equal((ExitCode.Partial, 1), (undone.Exit, undone.Problems));
        Assert.Equal(("two", "one more"), (Read(scene, "a"), Read(scene, "b")));
    }

    [Fact]
    public async Task A_disposable_directory_that_went_with_its_directory_comes_back_with_it()
    {
        using var scene = new PushScene();
        PushOptions options = PushScene.Agreed with { Disposable = ["__pycache__/"] };
        scene.Project.Write("d/a.py", "code");
        scene.Project.Write("e", "more");
        await PushAsync(scene, options);
        scene.OnTarget().Write("d/__pycache__/x/a.pyc", "compiled");
        SortedDictionary<RelativePath, Entry> before = scene.TargetEntries;
        scene.Project.Remove(RelativePath.Parse("d"));
        Assert.Equal(ExitCode.Done, (await PushAsync(scene, options)).Exit);
        Assert.DoesNotContain(RelativePath.Parse("d"), scene.TargetEntries.Keys);
        Assert.Equal(ExitCode.Done, (await UndoAsync(scene, options: options)).Exit);
        PushScene.AssertSame(before, scene.TargetEntries);
    }

    private static Task<RunSummary> PushAsync(PushScene scene, PushOptions? options = null) =>
        scene.PushAsync(options, cancellation: TestContext.Current.CancellationToken);

    private static Task<RunSummary> UndoAsync(PushScene scene, UndoRequest? request = null, PushOptions? options = null, RecordingObserver? observer = null) =>
        scene.UndoAsync(request, options, observer, TestContext.Current.CancellationToken);

    private static string Read(PushScene scene, string path) => File.ReadAllText(Path.Combine(scene.RootPath, path));

    /// <summary>Runs are told apart by milliseconds.</summary>
    private static void PassMoment()
    {
        long moment = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        SpinWait.SpinUntil(() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() > moment + 1);
    }
}
