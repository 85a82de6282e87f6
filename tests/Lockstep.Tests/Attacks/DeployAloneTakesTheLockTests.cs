using System.Text;
using Lockstep.Files;
using Lockstep.Files.State;
using Lockstep.Sessions;
using Lockstep.Sessions.Deploying;
using Lockstep.Tests.Sessions;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, D22: <c>lockstep deploy</c> alone does not run beside another deploy or a push, whose half-done tree it
/// would work on.
/// </summary>
public sealed class DeployAloneTakesTheLockTests
{
    private static readonly DeployStep Step =
        new("true", AllowsSudo: false, DeployWhen.Always, Timeout.InfiniteTimeSpan);

    [Fact]
    public async Task It_says_who_is_at_work_and_starts_nothing()
    {
        using PushScene scene = await PushedAsync();
        using Target locked = Lock(scene);

        RunSummary summary = await scene.DeployAsync(Step);

        Assert.Equal((ExitCode.SyncFailed, null), (summary.Exit, summary.DeployExit));
        Assert.Contains("bob@desk", summary.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_waits_as_long_as_it_is_to()
    {
        using PushScene scene = await PushedAsync();
        var observer = new RecordingObserver();
        Task<RunSummary> deploy;
        using (Lock(scene))
        {
            deploy = scene.DeployAsync(Step, observer, TimeSpan.FromMinutes(5));
            await observer.SaidAsync("waiting for another command", deploy);
        }

        // The command that guards others is not built for these tests, so how this one ends does not count.
        Assert.NotNull((await deploy).DeployExit);
    }

    [Fact]
    public async Task On_a_target_that_was_never_pushed_to_it_makes_nothing()
    {
        using var scene = new PushScene();

        await scene.DeployAsync(Step);

        Assert.False(Directory.Exists(scene.StatePath));
    }

    private static async Task<PushScene> PushedAsync()
    {
        var scene = new PushScene(throughWire: true);
        scene.Project.Write("a", "one");
        AssertDone(await scene.PushAsync());
        return scene;
    }

    private static void AssertDone(RunSummary summary) =>
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));

    private static Target Lock(PushScene scene) => Target.Open(
        Encoding.UTF8.GetBytes(scene.RootPath), new LockClaimant("bob@desk", "lockstep push"), isPreview: false);
}
