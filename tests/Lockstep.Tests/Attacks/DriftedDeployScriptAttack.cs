using System.Text;
using Lockstep.Files;
using Lockstep.Native;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Pushing;
using Lockstep.Tests.Files.State;
using Lockstep.Tests.Sessions;
using Lockstep.Tests.Sessions.Live;
using Lockstep.Tests.Sessions.Peers;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

using PushScene = Lockstep.Tests.Sessions.PushScene;

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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_edit_that_keeps_the_hash_too_is_told_by_the_seal(bool throughWire)
    {
        byte[] genuine = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 40).Select(step => $"print({step:d2})\n")));
        using PushScene scene = await PushedAsync("deploy.py", throughWire, genuine);
        string script = Path.Combine(scene.RootPath, "deploy.py");
        DateTime time = File.GetLastWriteTimeUtc(script);
        File.WriteAllBytes(script, Xxh3Twin.Of(genuine, "import os; os.system('id')  #"));
        File.SetLastWriteTimeUtc(script, time);
        AssertRefused(await scene.DeployAsync(Convention), "somebody touched deploy.py on the target");
        Assert.Contains("it has the hash of what was pushed", (await scene.DeployAsync(Convention)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_script_that_was_only_touched_runs(bool throughWire)
    {
        using PushScene scene = await PushedAsync("deploy.sh", throughWire, "echo ran"u8.ToArray());
        File.SetLastWriteTimeUtc(Path.Combine(scene.RootPath, "deploy.sh"), DateTime.UnixEpoch);
        RunSummary summary = await scene.DeployAsync(Convention);

        // This process is no launcher, so that how the command ends tells nothing.
        Assert.True(summary.DeployExit is not null, PushScene.Describe(summary));
    }

    [Fact]
    public async Task A_watch_proves_its_script_too()
    {
        using var scene = new LiveScene { Kind = AddressKind.Ssh, Options = PushScene.Agreed with { Deploy = Convention } };
        byte[] script = "echo ran"u8.ToArray();
        File.WriteAllBytes(scene.Project["deploy.sh"], script);
        await scene.WatchAsync(async () =>
        {
            ScriptedCommand command = await scene.StartedAsync(1);
            ContentProof proof = command.Request.Check!.Proof!;
            Assert.True(proof.IsOf(Seals.Of(script, proof.Key)));
            command.End(0);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_script_that_was_removed_is_not_run_and_said_to_be_gone(bool throughWire)
    {
        using PushScene scene = await PushedAsync("deploy.py", throughWire);
        File.Delete(Path.Combine(scene.RootPath, "deploy.py"));
        const string Gone = "deploy.py there cannot be compared with what was pushed: no such file or directory";
        AssertRefused(await scene.DeployAsync(Convention), Gone);
        PushOptions options = PushScene.Agreed with { Deploy = Convention };
        AssertRefused(await scene.PushAsync(options, cancellation: TestContext.Current.CancellationToken), Gone);
    }

    [Fact]
    public async Task With_roots_rights_what_was_pushed_may_be_open_to_nobody_else()
    {
        using PushScene scene = await PushedAsync("deploy.py", more: "lib/util.py");
        string util = Path.Combine(scene.RootPath, "lib", "util.py");
        scene.Project.SetMode(RelativePath.Parse("lib/util.py"), 0x1b6);
        await scene.PushAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Null(FindRefusal(scene, hasRootsRights: false));
        Assert.EndsWith(
            $"everybody may write to '{util}' (in the project: chmod o-w lib/util.py)",
            FindRefusal(scene, hasRootsRights: true),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_roots_rights_what_was_pushed_may_belong_to_nobody_else()
    {
        Assert.SkipUnless(EffectiveUser.Id == 0, "only root can give a file to somebody else");
        using PushScene scene = await PushedAsync("deploy.py", more: "lib/util.py");
        string util = Path.Combine(scene.RootPath, "lib", "util.py");
        OtherUser.OwnEntry(util);
        Assert.Null(FindRefusal(scene, hasRootsRights: false));
        Assert.EndsWith(
            $"'{util}' belongs to user 65534 (chown 0 {util})", FindRefusal(scene, hasRootsRights: true), StringComparison.Ordinal);
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
        Assert.NotNull(command.Request(Convention, Variables, []).Check);
        Assert.Null(command.Request(Convention with { IsForced = true }, Variables, []).Check);
    }

    private static RunVariables Variables => new("app", 1, new RunSource("", ""), "");

    private static async Task<PushScene> PushedAsync(string script, bool throughWire, byte[] content)
    {
        var scene = new PushScene(throughWire) { IsElsewhere = true };
        scene.Project.Write(RelativePath.Parse(script), content);
        RunSummary summary = await scene.PushAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
        return scene;
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
        return DeployGuard.FindRefusal(target, "deploy.py"u8, proof: null, isPython: true, hasRootsRights);
    }

    private static void AssertRefused(RunSummary summary, string why)
    {
        Assert.True(summary.Exit == ExitCode.Refused, PushScene.Describe(summary));
        Assert.Contains(why, summary.Message, StringComparison.Ordinal);
        Assert.Contains("--force", summary.Message, StringComparison.Ordinal);
        Assert.Null(summary.DeployExit);
    }
}
