using Lockstep.InteropTests.Push;
using Xunit;

namespace Lockstep.InteropTests.Attacks;

/// <summary>Issue 11, C17: a real sshd and a key whose <c>command=</c> starts the agent for one root; the client is the one that users have.</summary>
public sealed class ConfinedKeyAttack
{
    private static string Agent => BuiltPrograms.Agent("linux-x64");

    [Fact]
    public async Task A_push_goes_to_the_one_root_and_nowhere_else()
    {
        await using LoopbackSshServer server = await StartAsync("--no-commands");
        using var place = new Workplace(server);
        place.InProject("printf x > x");
        ClientResult done = await PushAsync(place, Path.Combine(server.Home, "srv/shop"), "--no-deploy");
        Assert.True(done.Exit == 0, done.Errors);
        Assert.Equal("x", await File.ReadAllTextAsync(Path.Combine(server.Home, "srv/shop/x"), TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(Path.Combine(server.Home, ".cache/lockstep")));

        ClientResult astray = await PushAsync(place, Path.Combine(server.Home, "srv/other"));
        Assert.Equal(5, astray.Exit);
        Assert.Contains("this key is confined to", astray.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(server.Home, "srv/other")));
    }

    [Fact]
    public async Task No_command_runs_with_such_a_key()
    {
        await using LoopbackSshServer server = await StartAsync("--no-commands");
        using var place = new Workplace(server);
        place.InProject("printf x > x");
        string root = Path.Combine(server.Home, "srv/shop");
        ClientResult run = await place.RunAsync("-C", place.Project, "run", $"box:{root}", "--yes", "--", "touch", "ran");
        Assert.Equal(5, run.Exit);
        Assert.Contains("may not run commands on the host (--no-commands)", run.Errors, StringComparison.Ordinal);
        ClientResult deploy = await PushAsync(place, root, "--deploy", "touch ran");
        Assert.Equal(6, deploy.Exit);
        Assert.Contains("The files are in place", deploy.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(root, "ran")));
        Assert.DoesNotContain("ran", Shell.Run($"ssh -F {Shell.Quote(server.ConfigFile)} box 'touch ran; echo ran' </dev/null 2>/dev/null || true"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_may_only_read_looks_and_pulls_and_changes_nothing()
    {
        await using LoopbackSshServer server = await StartAsync("--read-only");
        using var place = new Workplace(server);
        string root = Path.Combine(server.Home, "srv/shop");
        place.InProject("printf x > x");
        Shell.Run("mkdir -p srv/shop; printf there > srv/shop/x", server.Home);
        Assert.Equal(5, (await PushAsync(place, root)).Exit);
        ClientResult status = await place.RunAsync("-C", place.Project, "status", $"box:{root}");
        Assert.True(status.Exit == 0, status.Errors);
        Assert.Equal("there", Shell.Run("cat srv/shop/x; [ ! -e srv/.lockstep ]", server.Home));
    }

    [Fact]
    public async Task An_agent_of_another_build_is_named_with_the_remedy()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new()
        {
            KeyOptions = "restrict,command=\"printf '<lockstep-bootstrap> forced 00112233445566778899aabbccddeeff\\n'; cat >/dev/null\"",
        });
        using var place = new Workplace(server);
        place.InProject("printf x > x");
        ClientResult refused = await PushAsync(place, Path.Combine(server.Home, "srv/shop"));
        Assert.Equal(3, refused.Exit);
        Assert.Contains("an agent of another build than this client", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("00112233445566778899aabbccddeeff", refused.Errors, StringComparison.Ordinal);
    }

    private static Task<LoopbackSshServer> StartAsync(string options) => LoopbackSshServer.StartAsync(new()
    {
        KeyOptions = $"restrict,command=\"HOME='{{home}}' exec '{Agent}' serve --root '{{home}}/srv/shop' {options}\"",
    });

    private static Task<ClientResult> PushAsync(Workplace place, string root, params string[] options) =>
        place.RunAsync(["-C", place.Project, "push", $"box:{root}", "--yes", .. options]);
}
