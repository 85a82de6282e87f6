namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, A8: who reads the target learns all hosts, logins and keys of the project out of its settings; and a project whose settings are a link makes error
/// messages print what is in a file of the user.
/// </summary>
public sealed class SettingsLeaveHomeAttack : IDisposable
{
    private const string Secret = "[default]\naws_secret_access_key = wJalrXUtnFEMI\n";

    private readonly AttackedUser _user = new();

    public SettingsLeaveHomeAttack() => _user.WithSettings("").WithSettings("", "project/lockstep.local.toml").WithSettings("", "project/below/lockstep.toml").Place.WithFile("project/a");

    public void Dispose() => _user.Dispose();

    [Theory]
    [InlineData]
    [InlineData("--include", "*")]
    [InlineData("--include", "below")]
    [InlineData("--include", "*.toml")]
    [InlineData("--mirror")]
    public async Task Settings_are_not_sent(params string[] options)
    {
        Assert.Equal(0, (await _user.RunAsync(["push", _user["target"], .. options])).Exit);

        Assert.True(_user.Has("target/a"));
        Assert.Equal([false, false, false], [_user.Has("target/lockstep.toml"), _user.Has("target/lockstep.local.toml"), _user.Has("target/below/lockstep.toml")]);
    }

    [Fact]
    public async Task An_include_that_names_them_sends_them()
    {
        Assert.Equal(0, (await _user.RunAsync("push", _user["target"], "--include", "/lockstep.toml")).Exit);

        Assert.Equal([true, false, false], [_user.Has("target/lockstep.toml"), _user.Has("target/lockstep.local.toml"), _user.Has("target/below/lockstep.toml")]);
    }

    [Fact]
    public async Task Explain_says_why()
    {
        (_, string output, _) = await _user.RunAsync("explain", "lockstep.toml", "lockstep.local.toml", "LOCKSTEP.TOML", "below/lockstep.toml");

        const string Why = ": not sent: settings of Lockstep, never sent unless an include names them";
        Assert.Equal($"lockstep.toml{Why}\nlockstep.local.toml{Why}\nLOCKSTEP.TOML{Why}, but nothing stands there\nbelow/lockstep.toml{Why}\n", output);
    }

    /// <summary>They were sent by earlier versions, or by an include that is gone.</summary>
    [Theory]
    [InlineData]
    [InlineData("--mirror")]
    public async Task What_was_sent_before_stays_on_the_target_and_is_named_once(params string[] options)
    {
        await _user.RunAsync("push", _user["target"], "--include", "lockstep.toml");

        (int exit, _, string first) = await _user.RunAsync(["push", _user["target"], .. options]);
        (_, _, string second) = await _user.RunAsync(["push", _user["target"], .. options]);

        Assert.Equal((0, true), (exit, _user.Has("target/lockstep.toml")));
        Assert.Contains("lockstep.toml stays on the target", first);
        Assert.DoesNotContain("stays on the target", second);
    }

    [Theory]
    [InlineData("lockstep.toml")]
    [InlineData("lockstep.local.toml")]
    public async Task Settings_that_are_a_link_out_of_the_project_are_refused_and_not_shown(string name)
    {
        _user.Place.WithFile("home/.aws/credentials", Secret);
        File.Delete(_user[$"project/{name}"]);
        _user.Place.WithLink($"project/{name}", "../home/.aws/credentials");

        (int exit, string output, string errors) = await _user.RunAsync("status", "box.invalid:app");

        Assert.Equal((2, ""), (exit, output));
        Assert.Contains($"{name} is a link to ../home/.aws/credentials, which is no file of the project", errors);
        Assert.DoesNotContain("aws_secret", errors);
        Assert.DoesNotContain("wJalr", errors);
    }

    [Fact]
    public async Task A_link_to_nothing_is_told_and_not_passed_over()
    {
        File.Delete(_user["project/lockstep.toml"]);
        _user.Place.WithLink("project/lockstep.toml", "nosuch.toml");

        (int exit, _, string errors) = await _user.RunAsync("status", "box.invalid:app");

        Assert.Equal(2, exit);
        Assert.Contains("lockstep.toml is a link to nosuch.toml", errors);
    }

    [Fact]
    public async Task Nor_by_a_link_on_the_way()
    {
        _user.Place.WithFile("home/.aws/credentials", Secret).WithLink("project/conf", "../home/.aws");
        File.Delete(_user["project/lockstep.toml"]);
        _user.Place.WithLink("project/lockstep.toml", "conf/credentials");

        Assert.Equal(2, (await _user.RunAsync("explain", "x")).Exit);
    }

    [Fact]
    public async Task A_link_within_the_project_is_followed()
    {
        File.Delete(_user["project/lockstep.toml"]);
        _user.WithSettings("[project]\nexclude = [\"a\"]\n", "project/conf/ours.toml").Place.WithLink("project/lockstep.toml", "conf/ours.toml");

        Assert.Equal("a: not sent: lockstep.toml exclude: a\n", (await _user.RunAsync("explain", "a")).Output);
    }
}
