using Lockstep.Files;
using Lockstep.Sessions;
using Lockstep.Sessions.Pulling;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions.Pulling;

/// <summary>A pull whose process dies at every step of staging and committing in the project.</summary>
public sealed class PullFaultTests
{
    private sealed class Death : Exception;

    [Theory]
    [InlineData("pull")]
    [InlineData("push")]
    public async Task After_death_at_any_point_the_next_contact_finishes_the_pull_or_it_never_happened(string next)
    {
        int points = 0;
        while (await DieAtAsync(points, next))
        {
            points++;
        }

        Assert.True(points >= 10, $"only {points} fault points were passed");
    }

    [Fact]
    public async Task A_preview_says_that_a_pull_was_interrupted_and_changes_nothing()
    {
        using PushScene scene = await DriftedAsync();
        await DyingPullAsync(scene, FaultPoint.Install);
        var before = scene.Everything;
        var observer = new RecordingObserver();
        await scene.PushAsync(PushScene.Agreed with { IsDryRun = true }, observer, TestContext.Current.CancellationToken);
        Assert.Contains(observer.Notes, note => note.StartsWith("a pull into this project was interrupted", StringComparison.Ordinal));
        PushScene.AssertSame(before, scene.Everything);
    }

    private static async Task<bool> DieAtAsync(int point, string next)
    {
        using PushScene scene = await DriftedAsync();
        SortedDictionary<RelativePath, Entry> before = scene.Project.Entries;
        int passed = 0;
        bool died = false;
        try
        {
            await scene.PullAsync(project: new TargetOptions { Faults = _ => Die(Interlocked.Increment(ref passed) - 1 == point) });
        }
        catch (Exception e) when (e is Death or AggregateException { InnerException: Death })
        {
            died = true;
        }

        if (next == "push")
        {
            // It finishes what was begun, so that no half of it is taken for the project; what was not begun is still drift and stays.
            RunSummary pushed = await scene.PushAsync();
            Assert.True(pushed.Exit == ExitCode.Done, $"point {point}: {PushScene.Describe(pushed)}");
            SortedDictionary<RelativePath, Entry> project = scene.Project.Entries;
            bool isWhole = project[RelativePath.Parse("a")] == scene.TargetEntries[RelativePath.Parse("a")];
            if (!isWhole)
            {
                PushScene.AssertSame(before, project);
            }
        }

        RunSummary pulled = await scene.PullAsync();
        Assert.True(pulled.Exit == ExitCode.Done, $"point {point}: {PushScene.Describe(pulled)}");
        SortedDictionary<RelativePath, Entry> there = scene.TargetEntries, here = scene.Project.Entries;
        there.Remove(RelativePath.Root);
        here.Remove(RelativePath.Root);
        PushScene.AssertSame(there, here);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(scene.ProjectStatePath, "stage")));
        Assert.False(File.Exists(Path.Combine(scene.ProjectStatePath, "journal")));
        return died;
    }

    private static void Die(bool isTime)
    {
        if (isTime)
        {
            throw new Death();
        }
    }

    private static async Task DyingPullAsync(PushScene scene, FaultPoint at)
    {
        try
        {
            await scene.PullAsync(project: new TargetOptions { Faults = point => Die(point == at) });
            Assert.Fail($"{at} was not passed");
        }
        catch (Death)
        {
            // What is on the disk now is what a killed process leaves.
        }
    }

    private static async Task<PushScene> DriftedAsync()
    {
        var scene = new PushScene();
        scene.Project.Write("a", "1");
        scene.Project.Write("b/c", "2");
        scene.Project.Write("b/d", "3");
        scene.Project.Write("e", "4");
        await scene.PushAsync();
        LiveTree there = scene.OnTarget();
        there.Write("a", "changed");
        there.Remove(RelativePath.Parse("b/c"));
        there.SetMode(RelativePath.Parse("b/d"), 0x1ed);
        there.Remove(RelativePath.Parse("e"));
        there.MakeDirectory(RelativePath.Parse("e"));
        return scene;
    }
}
