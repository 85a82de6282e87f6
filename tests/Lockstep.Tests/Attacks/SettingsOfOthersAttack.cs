using Lockstep.Tests.Files.Sources;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, A3: another user of the machine leaves a <c>lockstep.toml</c> or a <c>.git</c> where we come by, in a directory of his or in one like <c>/tmp</c>.
/// </summary>
public sealed class SettingsOfOthersAttack : IDisposable
{
    private const string ExcludesAll = "[project]\nexclude = [\"*\"]\n";

    private readonly AttackedUser _user = new();

    public void Dispose() => _user.Dispose();

    [Theory]
    [InlineData("1777")]
    [InlineData("777")]
    public async Task Settings_in_a_directory_that_all_may_write_are_not_found_from_below(string mode)
    {
        _user.WithSettings(ExcludesAll, "shared/lockstep.toml").Place.WithDirectory("shared/mine").WithMode("shared", mode);
        _user.WithForeign("shared/lockstep.toml").Current = "shared/mine";

        await ExplainsAsync("x: sent");
    }

    [Fact]
    public async Task Settings_in_the_directory_of_another_are_not_found_from_below()
    {
        _user.WithSettings(ExcludesAll, "his/lockstep.toml").Place.WithDirectory("his/mine");
        _user.WithForeign("his").Current = "his/mine";

        await ExplainsAsync("x: sent");
    }

    [Fact]
    public async Task Settings_above_the_home_directory_are_not_found()
    {
        _user.WithSettings(ExcludesAll, "lockstep.toml").Place.WithDirectory("home/mine");
        _user.Current = "home/mine";

        await ExplainsAsync("x: sent");
    }

    /// <summary>Without this, none of the above would show anything.</summary>
    [Fact]
    public async Task The_user_s_own_settings_above_are_found_up_to_the_home_directory()
    {
        _user.WithSettings(ExcludesAll, "home/lockstep.toml").Place.WithDirectory("home/a/b");
        _user.Current = "home/a/b";

        await ExplainsAsync("not sent: lockstep.toml exclude: *");
    }

    [Theory]
    [InlineData("project/lockstep.toml", "lockstep.toml")]
    [InlineData("project/lockstep.local.toml", "lockstep.local.toml")]
    public async Task Settings_of_another_in_the_directory_itself_are_refused(string file, string named)
    {
        _user.WithSettings(ExcludesAll, file).WithForeign(file);

        await IsRefusedAsync(Path.Join(_user["project"], named), Path.Join(_user["project"], named), "project");
    }

    [Fact]
    public async Task Settings_in_a_directory_of_another_are_refused()
    {
        _user.WithSettings(ExcludesAll).WithForeign("project");

        await IsRefusedAsync(_user["project/lockstep.toml"], _user["project"], "project");
    }

    [Theory]
    [InlineData("1777")]
    [InlineData("777")]
    public async Task The_user_s_own_settings_in_a_directory_that_all_may_write_are_refused(string mode)
    {
        _user.WithSettings(ExcludesAll).Place.WithMode("project", mode);

        (int exit, _, string errors) = await _user.RunAsync("explain", "x");

        Assert.Equal(2, exit);
        Assert.Contains($"every user of this machine may write {_user["project"]}", errors);
        Assert.Contains($"lockstep trust {_user["project"]}\n", errors);
    }

    [Fact]
    public async Task Settings_that_are_a_link_of_another_are_refused()
    {
        Assert.SkipUnless(AttackedUser.IsRoot, "only root can give a link away");
        _user.WithSettings(ExcludesAll, "project/mine.toml").Place.WithLink("project/lockstep.toml", "mine.toml");
        _user.WithForeign("project/lockstep.toml");

        await IsRefusedAsync(_user["project/lockstep.toml"], _user["project/lockstep.toml"], "project");
    }

    [Theory]
    [InlineData("project", "project/.git", "project")]
    [InlineData("project/below", "project/.git", "project")]
    [InlineData("project", "project/nested/.git", "project/nested")]
    public async Task The_repository_of_another_is_refused(string current, string git, string trusted)
    {
        _user.Place.WithFile($"{git}/HEAD", "ref: refs/heads/main\n").WithDirectory($"{git}/objects").WithDirectory($"{git}/refs").WithDirectory("project/below");
        _user.WithForeign(git).Current = current;

        (int exit, _, string errors) = await _user.RunAsync("push", "-n", _user["target"]);

        Assert.Equal(2, exit);
        Assert.Contains($"{_user[git]} does not count and nothing was done", errors);
        Assert.EndsWith($"lockstep trust {_user[trusted]}\n", errors);
    }

    [Fact]
    public async Task Git_is_not_started_in_the_repository_of_another()
    {
        _user.Place.WithFile("project/.git/HEAD", "ref: refs/heads/main\n").WithDirectory("project/.git/objects").WithDirectory("project/.git/refs");
        _user.WithTrap("tools/git", "trace").WithForeign("project/.git").Environment["PATH"] = $"{_user["tools"]}:/usr/bin:/bin";

        Assert.Equal(2, (await _user.RunAsync("explain", "x")).Exit);
        Assert.False(_user.Has("trace"));
    }

    [Fact]
    public async Task What_was_trusted_counts()
    {
        _user.WithSettings(ExcludesAll).WithForeign("project");

        (int exit, string output, _) = await _user.RunAsync("trust");

        Assert.Equal(0, exit);
        Assert.StartsWith($"trusted in {_user["project"]}, until it changes:\n  the directory, although ", output);
        await ExplainsAsync("not sent: lockstep.toml exclude: *");
    }

    [Fact]
    public async Task A_repository_that_was_trusted_tells_its_commit()
    {
        _user.Place.WithFile("project/x");
        GitScene.Git(_user["project"], "init", "--quiet");
        string commit = GitScene.Commit(_user["project"], "one");
        _user.WithForeign("project/.git");
        Assert.Equal(2, (await _user.RunAsync("push", _user["target"])).Exit);
        Assert.Equal(0, (await _user.RunAsync("trust")).Exit);

        (int exit, _, string errors) = await _user.RunAsync("push", _user["target"]);

        Assert.True(exit == 0, errors);
        Assert.Contains(commit, (await _user.RunAsync("history", _user["target"], "--json")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_variable_says_it_for_a_run_and_for_this_directory_alone()
    {
        _user.WithSettings(ExcludesAll).WithForeign("project").Environment["LOCKSTEP_TRUST"] = "1";

        await ExplainsAsync("not sent: lockstep.toml exclude: *");

        _user.Place.WithDirectory("project/below");
        _user.Current = "project/below";
        await ExplainsAsync("x: sent");
    }

    [Fact]
    public async Task Under_sudo_the_files_of_who_called_it_count()
    {
        Assert.SkipUnless(AttackedUser.IsRoot, "only root asks who called sudo");
        _user.WithSettings(ExcludesAll).WithForeign("project").WithForeign("project/lockstep.toml").Environment["SUDO_UID"] = AttackedUser.Stranger;

        await ExplainsAsync("not sent: lockstep.toml exclude: *");
    }

    /// <summary>What is remembered as trusted has to be the user's own, too.</summary>
    [Theory]
    [InlineData("HOME", "")]
    [InlineData("XDG_STATE_HOME", "relative")]
    public async Task A_project_does_not_trust_itself(string variable, string value)
    {
        _user.WithSettings("[connection]\nssh = \"false\"\n");
        Assert.Equal(0, (await _user.RunAsync("trust")).Exit);
        Directory.Move(_user["home/.local"], _user["project/.local"]);
        Directory.CreateDirectory(_user["project/relative"]);
        Directory.Move(_user["project/.local/state/lockstep"], _user["project/relative/lockstep"]);
        _user.Environment[variable] = value;

        Assert.Equal(5, (await _user.RunAsync("status", "box:app")).Exit);
    }

    private async Task ExplainsAsync(string expected)
    {
        (int exit, string output, string errors) = await _user.RunAsync("explain", "x");
        Assert.True(exit == 0, errors);
        Assert.Contains(expected, output);
    }

    private async Task IsRefusedAsync(string file, string foreign, string trusted)
    {
        (int exit, string output, string errors) = await _user.RunAsync("explain", "x");

        Assert.Equal((2, ""), (exit, output));
        Assert.StartsWith($"lockstep: {file} does not count and nothing was done: ", errors);
        Assert.Contains(AttackedUser.IsRoot ? $"{foreign} belongs to the user {AttackedUser.Stranger}, not to you" : $"every user of this machine may write {foreign}", errors);
        Assert.EndsWith($"lockstep trust {_user[trusted]}\n", errors);
    }
}
