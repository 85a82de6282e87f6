using System.Text;
using Lockstep.Files;
using Lockstep.Sessions;
using Lockstep.Sessions.Deploying;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, C13: somebody on the server, such as the application's user, replaces the project's deploy script, or what it uses, and waits for the next push to run it
/// with the login's rights or root's.
/// </summary>
public sealed class DriftedDeployScriptAttack
{
    private static readonly DeployStep Convention = DeployStep.Convention with { AllowsSudo = false };

    [Theory]
    [InlineData("deploy.py", false)]
    [InlineData("deploy.py", true)]
    [InlineData("deploy.sh", false)]
    public async Task A_push_does_not_run_a_script_that_was_changed(string script, bool throughWire)
    {
        using PushScene scene = await PushedAsync(script, throughWire);
        File.WriteAllText(Path.Combine(scene.RootPath, script), "evil");
        scene.Project.Write(RelativePath.Parse("other"), "more"u8);
        var observer = new RecordingObserver();
        AssertRefused(await scene.PushAsync(PushScene.Agreed with { Deploy = Convention }, observer, TestContext.Current.CancellationToken), $"the files are in place, but the deploy command was not run: somebody changed {script}");
        Assert.Equal("more", File.ReadAllText(Path.Combine(scene.RootPath, "other")));
    }

    [Fact]
    public async Task Deploy_alone_does_not_either()
    {
        using PushScene scene = await PushedAsync("deploy.py");
        File.WriteAllText(Path.Combine(scene.RootPath, "deploy.py"), "evil");
        AssertRefused(await scene.DeployAsync(Convention), "somebody changed deploy.py");
    }

    [Fact]
    public async Task An_edit_that_keeps_size_and_time_is_told_by_its_content()
    {
        using PushScene scene = await PushedAsync("deploy.py");
        string script = Path.Combine(scene.RootPath, "deploy.py");
        DateTime time = File.GetLastWriteTimeUtc(script);
        File.WriteAllText(script, "evil");
        File.SetLastWriteTimeUtc(script, time);
        AssertRefused(await scene.DeployAsync(Convention), "somebody changed deploy.py");
    }

    [Fact]
    public async Task A_script_that_no_push_put_there_is_not_the_projects()
    {
        using PushScene scene = await PushedAsync("other");
        scene.Project.Write(RelativePath.Parse("deploy.py"), "good"u8);
        File.WriteAllText(Path.Combine(scene.RootPath, "deploy.py"), "good");
        AssertRefused(await scene.DeployAsync(Convention), "no push has put deploy.py there");
    }

    [Fact]
    public async Task A_script_that_is_a_link_is_not_run()
    {
        using PushScene scene = await PushedAsync("deploy.py");
        string script = Path.Combine(scene.RootPath, "deploy.py");
        File.Move(script, script + ".good");
        File.CreateSymbolicLink(script, "deploy.py.good");
        AssertRefused(await scene.DeployAsync(Convention), "deploy.py");
    }

    [Theory]
    [InlineData("lib/util.py")]
    [InlineData("data")]
    public async Task With_roots_rights_nothing_below_the_root_may_have_been_changed(string path)
    {
        using PushScene scene = await PushedAsync("deploy.py", more: path);
        Assert.Null(FindRefusal(scene, hasRootsRights: true));
        File.WriteAllText(Path.Combine(scene.RootPath, path), "evil");
        Assert.Null(FindRefusal(scene, hasRootsRights: false));
        Assert.Contains($"{path} (changed)", FindRefusal(scene, hasRootsRights: true)!, StringComparison.Ordinal);
        File.Delete(Path.Combine(scene.RootPath, path));
        Assert.Contains($"{path} (removed)", FindRefusal(scene, hasRootsRights: true)!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_deploy_makes_itself_does_not_stop_the_next()
    {
        using PushScene scene = await PushedAsync("deploy.py", more: "lib/util.py");
        File.WriteAllText(Path.Combine(scene.RootPath, "lib", "built"), "made");
        File.WriteAllText(Path.Combine(scene.RootPath, "log"), "made");
        Assert.Null(FindRefusal(scene, hasRootsRights: true));
    }

    [Fact]
    public async Task With_force_nothing_is_asked()
    {
        using PushScene scene = await PushedAsync("deploy.py");
        DeployCommand command = DeployCommand.Find(Convention, _ => new Entry(EntryType.File, 0x1a4, 1, 0, ContentHash.Unknown))!;
        Assert.NotNull(command.Request(Convention, "app", 1, []).Check);
        Assert.Null(command.Request(Convention with { IsForced = true }, "app", 1, []).Check);
    }

    private static async Task<PushScene> PushedAsync(string script, bool throughWire = false, string? more = null)
    {
        var scene = new PushScene(throughWire) { IsElsewhere = true };
        foreach (string path in more is null ? [script] : (string[])[script, more])
        {
            scene.Project.Write(RelativePath.Parse(path), "good"u8);
        }

        RunSummary summary = await scene.PushAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
        return scene;
    }

    private static string? FindRefusal(PushScene scene, bool hasRootsRights)
    {
        using Target target = Target.Open(Encoding.UTF8.GetBytes(scene.RootPath), "tester@here", isPreview: true);
        return DeployGuard.FindRefusal(target, "deploy.py"u8, isPython: true, hasRootsRights);
    }

    private static void AssertRefused(RunSummary summary, string why)
    {
        Assert.True(summary.Exit == ExitCode.Refused, PushScene.Describe(summary));
        Assert.Contains(why, summary.Message, StringComparison.Ordinal);
        Assert.Contains("--force", summary.Message, StringComparison.Ordinal);
        Assert.Null(summary.DeployExit);
    }
}
