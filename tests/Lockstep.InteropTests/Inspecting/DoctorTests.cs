using System.Text.Json;
using Lockstep.InteropTests.Push;
using Xunit;

namespace Lockstep.InteropTests.Inspecting;

/// <summary>The doctor before real hosts: what fails is named with its remedy, and a push fails there, too.</summary>
public sealed class DoctorTests(SharedSshServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task Where_a_push_works_nothing_fails_and_nothing_is_left_behind(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("printf x > x; mkdir d");
        string before = Shell.Run("find . | sort", place.TargetParent);
        ClientResult result = await place.TellAsync("doctor");
        Assert.True(result.Exit == 0, result.Output + result.Errors);
        Assert.DoesNotContain("failed", VerdictsOf(result).Values);
        Assert.Equal(before, Shell.Run("find . | sort", place.TargetParent));
        Assert.DoesNotContain(".lockstep-doctor", Shell.Run("find . -name '.lockstep-doctor*'", shared.Server.Home), StringComparison.Ordinal);
        await place.PushedAsync();
    }

    [Fact]
    public async Task Noise_of_a_login_is_told_in_its_own_words()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new LoginEnvironment { Noise = "Good morning\n" });
        using var place = new Workplace(server);
        place.InProject("printf x > x");
        ClientResult result = await place.TellAsync("doctor");
        Assert.Equal((0, "warning"), (result.Exit, VerdictsOf(result)["shell"]));
        Assert.Contains("Good morning", TextOf(result, "shell"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bash", "bash")]
    [InlineData("zsh -f", "zsh")]
    [InlineData("fish", "fish")]
    [InlineData("tcsh -f", "tcsh")]
    [InlineData("dash", "dash")]
    public async Task Any_login_shell_answers(string shell, string package)
    {
        string program = $"/usr/bin/{shell.Split(' ')[0]}";
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(
            new LoginEnvironment { Shell = BuiltPrograms.Installed(program, package) + shell[shell.Split(' ')[0].Length..] });
        using var place = new Workplace(server);
        place.InProject("printf x > x");
        ClientResult result = await place.TellAsync("doctor");
        Assert.True(result.Exit == 0, result.Output + result.Errors);
        Assert.Equal(("ok", "ok"), (VerdictsOf(result)["platform"], VerdictsOf(result)["root"]));
    }

    [Fact]
    public async Task A_refused_login_is_the_logins_failure_in_sshs_words()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        using var place = new Workplace(server);
        place.InProject("printf x > x");
        await File.WriteAllTextAsync(server.AuthorizedKeys, "", Cancellation);
        ClientResult result = await place.TellAsync("doctor");
        Assert.Equal((3, "ok", "failed", "not_checked"), (result.Exit, VerdictsOf(result)["reach"], VerdictsOf(result)["login"], VerdictsOf(result)["root"]));
        Assert.Contains("Permission denied (publickey)", TextOf(result, "login"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_host_key_is_put_right_by_the_remedy()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        using var place = new Workplace(server);
        place.InProject("printf x > x");
        string known = await File.ReadAllTextAsync(server.KnownHosts, Cancellation);
        await File.WriteAllTextAsync(server.KnownHosts, $"[127.0.0.1]:{server.Port} {await File.ReadAllTextAsync(server.Identity + ".pub", Cancellation)}", Cancellation);
        ClientResult result = await place.TellAsync("doctor");
        Assert.Equal((3, "failed"), (result.Exit, VerdictsOf(result)["reach"]));
        string remedy = RemedyOf(result, "reach");
        string command = remedy[remedy.IndexOf("ssh-keygen", StringComparison.Ordinal)..].Split(". ")[0];
        Shell.Run($"{command} -f '{server.KnownHosts}'");
        await File.AppendAllTextAsync(server.KnownHosts, known, Cancellation);
        Assert.Equal(0, (await place.TellAsync("doctor")).Exit);
    }

    [Fact]
    public async Task A_root_of_somebody_elses_is_put_right_by_the_remedy()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new LoginEnvironment { IsUnprivileged = true });
        using var place = new Workplace(server);
        place.InProject("printf x > x");
        Shell.Run($"chmod 755 {Shell.Quote(place.Directory)}; mkdir -p {Shell.Quote(place.Target)}; chmod 755 {Shell.Quote(place.TargetParent)} {Shell.Quote(place.Target)}");
        Assert.SkipWhen(Lockstep.Native.EffectiveUser.Id != 0, "only root can make what belongs to somebody else");
        ClientResult result = await place.TellAsync("doctor");
        Assert.Equal("failed", VerdictsOf(result)["root"]);
        Assert.NotEqual(0, result.Exit);
        Assert.NotEqual(0, (await place.PushAsync()).Exit);
        string remedy = RemedyOf(result, "root");
        Assert.StartsWith("On box: sudo chown -R ", remedy, StringComparison.Ordinal);
        Shell.Run(remedy["On box: sudo ".Length..]);
        ClientResult again = await place.TellAsync("doctor");
        Assert.True(again.Exit == 0, again.Output);
        await place.PushedAsync();
    }

    [Fact]
    public async Task Homes_without_programs_are_passed_over_and_named()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(
            new LoginEnvironment { MountCommands = "mount -t tmpfs -o mode=1777 tmpfs /var/tmp; mkdir -p \"$HOME/.cache\"; mount -t tmpfs -o noexec none \"$HOME/.cache\"" });
        using var place = new Workplace(server);
        place.InProject("printf x > x");
        ClientResult result = await place.TellAsync("doctor");
        Assert.Equal((0, "ok"), (result.Exit, VerdictsOf(result)["agent"]));
        Assert.Contains(".cache/lockstep (no-programs)", TextOf(result, "agent"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_confined_key_gives_no_shell_and_a_push_works_nevertheless()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new LoginEnvironment
        {
            KeyOptions = $"restrict,command=\"HOME='{{home}}' exec '{BuiltPrograms.Agent("linux-x64")}' serve --root '{{home}}/srv/shop'\"",
        });
        using var place = new Workplace(server);
        place.InProject("printf x > x");
        Directory.CreateDirectory(Path.Combine(server.Home, "srv"));
        ClientResult result = await place.RunAsync("-C", place.Project, "--json", "doctor", $"{LoopbackSshServer.Host}:{server.Home}/srv/shop");
        Assert.True(result.Exit == 0, result.Output + result.Errors);
        Assert.Equal(("ok", "not_checked", "ok"), (VerdictsOf(result)["login"], VerdictsOf(result)["root"], VerdictsOf(result)["push"]));
        Assert.Contains("forced command", TextOf(result, "root"), StringComparison.Ordinal);
    }

    private static Dictionary<string, string> VerdictsOf(ClientResult result) =>
        result.EventsOf("check").ToDictionary(check => check.GetProperty("check").GetString()!, check => check.GetProperty("verdict").GetString()!);

    private static string TextOf(ClientResult result, string check) => Find(result, check).GetProperty("text").GetString()!;

    private static string RemedyOf(ClientResult result, string check) => Find(result, check).GetProperty("remedy").GetString()!;

    private static JsonElement Find(ClientResult result, string check) =>
        Assert.Single(result.EventsOf("check"), item => item.GetProperty("check").GetString() == check);
}
