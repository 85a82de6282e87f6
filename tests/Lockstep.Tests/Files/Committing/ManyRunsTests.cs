using Lockstep.Files;
using Lockstep.Plan;

namespace Lockstep.Tests.Files.Committing;

/// <summary>A history of many runs: what it costs is told by what is read.</summary>
public class ManyRunsTests
{
    private const int Runs = 40;

    [Fact]
    public void A_target_is_opened_and_pushed_to_without_reading_a_manifest()
    {
        using TargetScene scene = WithRuns();
        foreach (string manifest in Directory.EnumerateFiles(Path.Combine(scene.StatePath, "history"), "manifest", SearchOption.AllDirectories))
        {
            File.Delete(manifest);
        }

        scene.Push("a=last");
        using Target target = scene.Open();
        Assert.Equal(Enumerable.Range(1, Runs + 1), target.History!.ReadRuns().Select(run => (int)run.Run));
    }

    [Fact]
    public void A_run_leaves_one_file_of_metadata()
    {
        using TargetScene scene = WithRuns();
        Assert.All(
            Directory.EnumerateDirectories(Path.Combine(scene.StatePath, "history")),
            run => Assert.InRange(Directory.EnumerateFileSystemEntries(run).Count(), 1, 2));
    }

    [Fact]
    public void A_preview_lists_the_runs_and_writes_nothing()
    {
        using TargetScene scene = WithRuns();
        string index = Path.Combine(scene.StatePath, "history/index");
        File.Delete(index);
        using Target target = scene.Open(isPreview: true);
        Assert.Equal(Runs, target.History!.ReadRuns().Count);
        Assert.False(File.Exists(index));
    }

    [Fact]
    public void How_a_deploy_ended_stands_in_the_index_and_in_the_manifest()
    {
        using var scene = new TargetScene();
        scene.Push("a=1");
        scene.Push("a=2");
        using (Target target = scene.Open())
        {
            target.AddDeploy(1, new DeployOutcome(3, TimedOut: false) { IsOwed = true });
            target.AddDeploy(2, new DeployOutcome(0, TimedOut: true));
            target.AddDeploy(3, new DeployOutcome(0, TimedOut: false));
            Assert.Equal(new DeployOutcome(0, TimedOut: true), target.FindLastRun()!.Deploy);
        }

        using (Target target = scene.Open())
        {
            Assert.Equal(new DeployOutcome(0, TimedOut: true), target.FindLastRun()!.Deploy);
        }

        Assert.Equal([new DeployOutcome(3, TimedOut: false) { IsOwed = true }, new DeployOutcome(0, TimedOut: true)], Deploys(scene));
        File.Delete(Path.Combine(scene.StatePath, "history/index"));
        Assert.Equal([new DeployOutcome(3, TimedOut: false) { IsOwed = true }, new DeployOutcome(0, TimedOut: true)], Deploys(scene));
    }

    [Fact]
    public void An_index_that_is_mostly_about_runs_that_are_gone_is_written_anew()
    {
        using var scene = new TargetScene { Retention = new Retention(14, 0) };
        scene.Push("a=0");
        string index = Path.Combine(scene.StatePath, "history/index");
        using (Target target = scene.Open())
        {
            for (int i = 1; i <= 2100; i++)
            {
                scene.Push(target, scene.Project($"a={i % 2}"));
            }
        }

        long before = new FileInfo(index).Length;
        using (Target target = scene.Open())
        {
            Assert.Equal(2101, Assert.Single(target.History!.ReadRuns()).Run);
        }

        Assert.InRange(new FileInfo(index).Length, 1, before / 100);
        scene.Push("a=2");
        using Target after = scene.Open();
        Assert.Equal(2102, Assert.Single(after.History!.ReadRuns()).Run);
    }

    private static TargetScene WithRuns()
    {
        var scene = new TargetScene();
        for (int i = 0; i < Runs; i++)
        {
            scene.Push($"a={i}");
        }

        return scene;
    }

    private static List<DeployOutcome?> Deploys(TargetScene scene)
    {
        using Target target = scene.Open();
        return [.. target.History!.ReadRuns().Select(run => run.Deploy)];
    }
}
