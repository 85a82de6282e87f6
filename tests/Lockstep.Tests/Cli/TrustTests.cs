using Lockstep.Sessions;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Pushing;

namespace Lockstep.Tests.Cli;

/// <summary>How the user is asked to trust a project's settings.</summary>
public sealed class TrustTests : CommandLineScene
{
    private const string Settings = "[target.box]\naddress = \"box:app\"\nidentity = \"key\"\n[connection]\nssh = \"ssh -v\"\n";
    private const string Values = "  [connection] ssh = ssh -v\n  [target.box] identity = ";

    [Theory]
    [InlineData("y")]
    [InlineData("Yes")]
    public async Task Who_agrees_is_asked_once(string answer)
    {
        Home = Directory.CreateDirectory(Path.Join(Project.FullName, "home")).FullName;
        await WriteSettingsAsync(Settings);
        Answer = () => answer;
        Assert.Equal(0, await RunAsync("push"));
        Assert.Contains($"start programs, or read or write files, on this machine:\n{Values}{Project.FullName}/key\nTrust these values, until they change? [y/N]", Fixture.Remarks);

        Answer = null;
        Assert.Equal(0, await RunAsync("status"));
        Assert.Equal(2, Calls.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("n")]
    [InlineData("yy")]
    [InlineData(null)]
    public async Task Who_does_not_agree_has_done_nothing(string? answer)
    {
        await WriteSettingsAsync(Settings);
        Answer = () => answer;

        Assert.Equal(5, await RunAsync("push --yes"));
        Assert.Empty(Calls);
    }

    [Fact]
    public async Task A_watch_does_not_take_what_is_not_trusted_and_does_not_ask()
    {
        Home = Directory.CreateDirectory(Path.Join(Project.FullName, "home")).FullName;
        await WriteSettingsAsync("[target.box]\naddress = \"box:app\"\n[target.here]\naddress = \"/here\"\n");
        Answer = () => throw new InvalidOperationException("A watch must not wait for an answer.");
        Assert.Equal(0, await RunAsync("trust"));
        Assert.Equal(0, await RunAsync("watch box here"));
        Func<LiveSettings> read = Controls!.ReadSettings!;
        Assert.Equal(2, read().Deploys.Count);

        foreach (string change in (string[])["[connection]\nssh = \"evil\"\n", "[deploy]\ncommand = \"evil\"\n", "[[on_change]]\npaths = [\"*\"]\nrun = \"evil\"\n"])
        {
            // The kind of a target that is watched stays, whatever the settings make of its address.
            await WriteSettingsAsync($"{change}[target.box]\naddress = \"box:app\"\n[target.here]\naddress = \"box:there\"\n");
            SyncException refused = Assert.ThrowsAny<SyncException>(() => read());
            Assert.Equal(ExitCode.Refused, refused.ExitCode);
            Assert.Contains(" = evil\n", refused.Message);

            Assert.Equal(0, await RunAsync("trust"));
            Assert.Equal(2, read().Deploys.Count);
        }
    }

    [Fact]
    public async Task A_directory_of_this_machine_that_the_project_would_write_to_is_asked_about()
    {
        Home = Directory.CreateDirectory(Path.Join(Project.FullName, "home")).FullName;
        await WriteSettingsAsync("[target.keys]\naddress = \"~/.ssh\"\n");

        Assert.Equal(5, await RunAsync("push keys"));
        Assert.Contains($"[target.keys] address = {Home}/.ssh\n", Fixture.Remarks);
        Assert.Empty(Calls);

        Assert.Equal(0, await RunAsync("trust"));
        Assert.Equal(0, await RunAsync("push keys"));
    }

    [Fact]
    public async Task A_target_of_the_project_that_hides_a_personal_one_is_named()
    {
        await WritePersonalAsync("[target.box]\naddress = \"mine:app\"\n[target.own]\naddress = \"mine:b\"\n");
        await WriteSettingsAsync("[target.box]\naddress = \"theirs:app\"\n");

        Assert.Equal(0, await RunAsync("status box own"));

        Assert.Equal("target 'box' is the project's: the one of that name in your own settings does not count here\n", Fixture.Remarks);
    }

    [Theory]
    [InlineData("[target.box]\naddress = \"mine:app\"\n", "status box")]
    [InlineData("[target.a]\naddress = \"mine:app\"\n[group]\nbox = [\"a\"]\n", "status box")]
    public async Task A_group_of_the_project_that_hides_a_personal_name_is_named(string personal, string command)
    {
        await WritePersonalAsync(personal);
        await WriteSettingsAsync("[target.evil]\naddress = \"theirs:app\"\n[group]\nbox = [\"evil\"]\n");

        Assert.Equal(0, await RunAsync(command));

        Assert.Equal("group 'box' is the project's: the one of that name in your own settings does not count here\n", Fixture.Remarks);
        Assert.Equal("theirs", Assert.Single(Calls).Target.Ssh!.Host);
    }

    [Fact]
    public async Task A_personal_group_does_not_hide_the_projects_target_of_that_name()
    {
        await WritePersonalAsync("[target.a]\naddress = \"mine:app\"\n[group]\nbox = [\"a\"]\n");
        await WriteSettingsAsync("[target.box]\naddress = \"theirs:app\"\n");

        Assert.Equal(0, await RunAsync("push box"));

        Assert.Contains("target 'box' is the project's", Fixture.Remarks);
        Assert.Equal("theirs", Assert.Single(Calls).Target.Ssh!.Host);
    }

    [Fact]
    public async Task Settings_of_this_checkout_win_key_by_key()
    {
        await WriteSettingsAsync("default_target = \"box\"\n[project]\nexclude = [\"a\"]\nhidden = true\n[target.box]\naddress = \"box:app\"\nagent_dir = \"/a\"\n");
        await File.WriteAllTextAsync(
            Path.Join(Project.FullName, "lockstep.local.toml"), "[project]\nhidden = false\n[target.box]\nagent_dir = \"/b\"\n[group]\nall = [\"box\"]\n", TestContext.Current.CancellationToken);

        Assert.Equal(0, await RunAsync("push all"));

        (PushTarget target, PushOptions options) = Assert.Single(Calls);
        Assert.Equal(("box", "/b"), (target.Ssh!.Host, target.Ssh.AgentDirectory));
        Assert.Equal((false, "a"), (options.Filter.Hidden, Assert.Single(options.Filter.Exclude)));
    }

    [Fact]
    public async Task What_is_wrong_in_them_is_told_by_their_name()
    {
        await File.WriteAllTextAsync(Path.Join(Project.FullName, "lockstep.local.toml"), "[target.box]\nagent_dir = \"/b\"\n", TestContext.Current.CancellationToken);

        Assert.Equal(2, await RunAsync("push box"));
        Assert.Contains("lockstep.local.toml:1:", Fixture.Remarks);
    }

    private async Task WritePersonalAsync(string settings)
    {
        Home = Directory.CreateDirectory(Path.Join(Project.FullName, "home")).FullName;
        string directory = Directory.CreateDirectory(Path.Join(Home, ".config", "lockstep")).FullName;
        await File.WriteAllTextAsync(Path.Join(directory, "config.toml"), settings, TestContext.Current.CancellationToken);
    }
}
