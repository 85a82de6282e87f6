using System.Globalization;
using Lockstep.Files;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Tests.Files.Committing;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Confinement;

/// <summary>
/// Pushes while somebody swaps directories and files for symbolic links that lead outside, on both sides: whatever becomes of the push, nothing outside is written,
/// and nothing of it is sent. <c>LOCKSTEP_ATTACK_PUSHES</c> makes it a long run.
/// </summary>
public class SymlinkAttackTests(ITestOutputHelper output)
{
    private const int ShortRun = 150;
    private static readonly string[] Files = ["a", "d/x", "d/y", "d/e/z", "d/e/f/w", "g/v"];
    private static readonly string[] Attacked = ["d", "d/e", "d/e/f", "g", "a", "d/x", "d/e/z"];

    private static int Pushes => Environment.GetEnvironmentVariable("LOCKSTEP_ATTACK_PUSHES") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : ShortRun;

    [Theory]
    [InlineData(Missing.Nothing)]
    [InlineData(Missing.Openat2 | Missing.Fchmodat2)]
    [InlineData(Missing.All)]
    public void Nothing_outside_the_target_is_written(Missing missing)
    {
        using var scene = new TargetScene();
        string[] trees = ["a=1; d/x=2; d/y=33; d/e/z=333; d/e/f/w=1; g/v=2", "a=33; d/x=1 !600; d/e/z=2; d/e/f/w=33; d/e/f/n/m=1; h=1", "d/y=1; d/e/f/w=2; g/v=1; g/u/x=1", "a=2; d/x=333; g=1"];
        Snapshot[] projects = [.. trees.Select(scene.Project)];
        scene.Push(projects[0]);
        var canaries = new Canaries(Path.Combine(scene.Place, "outside"), Files);
        int done = 0;
        using (var attack = new SymlinkAttack(scene.RootPath, Path.Combine(scene.Place, "aside"), canaries.Path, Attacked))
        {
            OldKernel.Run(missing, () =>
            {
                for (int i = 1; i <= Pushes; i++)
                {
                    done += TryPush(scene, projects[i % projects.Length]) ? 1 : 0;
                }
            });
            output.WriteLine($"{Pushes} pushes against {attack.Swaps} swaps, {done} of them done without a problem");
        }

        canaries.AssertUntouched();
        Canaries.AssertNoneBelow(Path.Combine(scene.Place, "sites"));
    }

    [Fact]
    public async Task Nothing_outside_the_project_is_sent()
    {
        using var scene = new PushScene();
        string place = Path.GetDirectoryName(scene.Project.Root)!;
        foreach (string file in Files)
        {
            scene.Project.Write(RelativePath.Parse(file), "mine"u8);
        }

        var canaries = new Canaries(Path.Combine(place, "outside"), Files);
        await scene.PushAsync(cancellation: TestContext.Current.CancellationToken);
        using (var here = new SymlinkAttack(scene.Project.Root, Path.Combine(place, "aside-here"), canaries.Path, Attacked))
        using (var there = new SymlinkAttack(scene.RootPath, Path.Combine(place, "aside-there"), canaries.Path, Attacked))
        {
            for (int i = 0; i < Pushes; i++)
            {
                RunSummary summary = await scene.PushAsync(PushScene.Agreed with { Force = true, Mirror = i % 2 == 0, ComparesContent = i % 3 == 0 }, cancellation: TestContext.Current.CancellationToken);
                Assert.True(summary.Exit is ExitCode.Done or ExitCode.Partial or ExitCode.Refused or ExitCode.SyncFailed, PushScene.Describe(summary));
            }

            output.WriteLine($"{Pushes} pushes against {here.Swaps} and {there.Swaps} swaps");
        }

        canaries.AssertUntouched();
        Canaries.AssertNoneBelow(Path.GetDirectoryName(scene.RootPath)!);
    }

    private static bool TryPush(TargetScene scene, Snapshot project)
    {
        using Target target = scene.Open();
        try
        {
            TargetRun run = scene.Plan(target, project, new PlanOptions { Confirmed = true, Force = true });
            scene.Send(target.Begin(run), project);
        }
        catch (SyncException)
        {
            // What was seen at one moment does not go with what was seen at another.
            return false;
        }

        CommitReport report = target.Commit();
        return report.Problems.Count + report.Drift.Count == 0;
    }
}
