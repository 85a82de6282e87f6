using System.Text;
using Lockstep.Native.Disk;

namespace Lockstep.Tests.Attacks;

/// <summary>Issue 11, A4: a cloned project's settings name a program as ssh, or a file of the user as key, and wait for whoever only looks.</summary>
public sealed class SettingsThatStartProgramsAttack : IDisposable
{
    private readonly AttackedUser _user = new();

    public SettingsThatStartProgramsAttack() => _user.WithTrap("project/evil", "trace").WithSettings(Settings("./evil"));

    public void Dispose() => _user.Dispose();

    [Theory]
    [InlineData("status")]
    [InlineData("diff")]
    [InlineData("history")]
    [InlineData("push", "-n")]
    [InlineData("push", "--yes")]
    [InlineData("pull", "-n")]
    [InlineData("undo")]
    [InlineData("deploy")]
    [InlineData("watch")]
    [InlineData("run", "--", "true")]
    [InlineData("run", "--stop")]
    [InlineData("status", "box.invalid:elsewhere")]
    public async Task No_verb_starts_the_ssh_of_a_project(params string[] verb)
    {
        (int exit, _, string errors) = await _user.RunAsync(verb);

        Assert.Equal(5, exit);
        Assert.Contains("\n  [connection] ssh = ./evil\n", errors);
        Assert.EndsWith($"lockstep trust {_user["project"]}\n", errors);
        Assert.False(_user.Has("trace"));
    }

    [Fact]
    public async Task No_verb_hands_the_key_of_a_project_to_ssh()
    {
        _user.WithTrap("tools/ssh", "trace").WithSettings("[target.box]\naddress = \"box.invalid:app\"\nidentity = \"~/.ssh/id_work\"\n");
        _user.Environment["PATH"] = $"{_user["tools"]}:/usr/bin:/bin";

        (int exit, _, string errors) = await _user.RunAsync("status");

        Assert.Equal(5, exit);
        Assert.Contains($"\n  [target.box] identity = {_user["home/.ssh/id_work"]}\n", errors);
        Assert.False(_user.Has("trace"));
    }

    [Fact]
    public async Task The_settings_of_this_checkout_alone_are_the_project_s_too()
    {
        _user.WithSettings("[target.box]\naddress = \"box.invalid:app\"\n").WithSettings("[connection]\nssh = \"./evil\"\n", "project/lockstep.local.toml");

        Assert.Equal(5, (await _user.RunAsync("status")).Exit);
        Assert.False(_user.Has("trace"));
    }

    [Theory]
    [InlineData("explain", "x")]
    [InlineData("--help")]
    [InlineData("push", "--help")]
    [InlineData("completion", "bash")]
    [InlineData("trust")]
    public async Task What_reaches_nothing_asks_for_no_trust(params string[] words)
    {
        Assert.Equal(0, (await _user.RunAsync(words)).Exit);
        Assert.False(_user.Has("trace"));
    }

    [Fact]
    public async Task A_value_is_shown_so_that_it_cannot_hide()
    {
        _user.WithSettings(Settings("./evil #\\u001b[8m\\u202e"));

        (_, _, string errors) = await _user.RunAsync("status");

        Assert.Contains(@"ssh = ./evil #\x1b[8m\u{202e}" + "\n", errors);
    }

    [Fact]
    public async Task What_was_trusted_counts_until_it_changes()
    {
        (int exit, string output, _) = await _user.RunAsync("trust", _user["project"]);
        Assert.Equal((0, $"trusted in {_user["project"]}, until it changes:\n  the directory\n  [connection] ssh = ./evil\n"), (exit, output));

        Assert.Equal(3, (await _user.RunAsync("status")).Exit);
        Assert.True(_user.Has("trace"));

        _user.WithSettings(Settings("./evil -v"));
        (exit, _, string errors) = await _user.RunAsync("status");
        Assert.Equal(5, exit);
        Assert.Contains("ssh = ./evil -v\n", errors);
    }

    [Fact]
    public async Task What_was_trusted_in_one_project_is_not_in_another()
    {
        Assert.Equal(0, (await _user.RunAsync("trust")).Exit);
        _user.WithTrap("other/evil", "trace").WithSettings(Settings("./evil"), "other/lockstep.toml").Current = "other";

        Assert.Equal(5, (await _user.RunAsync("status")).Exit);
        Assert.False(_user.Has("trace"));
    }

    [Fact]
    public async Task What_is_remembered_is_nobody_else_s_to_read_or_write()
    {
        await _user.RunAsync("trust");

        string directory = _user["home/.local/state/lockstep/trusted"];
        Assert.Equal("700", ModeOf(directory));
        Assert.Equal("600", ModeOf(Assert.Single(Directory.GetFiles(directory))));
    }

    [Fact]
    public async Task What_somebody_else_may_have_remembered_is_not_believed()
    {
        await _user.RunAsync("trust");
        _user.WithForeign(Path.GetRelativePath(_user[""], Assert.Single(Directory.GetFiles(_user["home/.local/state/lockstep/trusted"]))));

        Assert.Equal(5, (await _user.RunAsync("status")).Exit);
    }

    [Theory]
    [InlineData("LOCKSTEP_TRUST", "1", 3, true)]
    [InlineData("LOCKSTEP_TRUST", "0", 5, false)]
    [InlineData("LOCKSTEP_SSH", "false", 3, false)]
    public async Task The_environment_is_the_user_s_own_word(string variable, string value, int exit, bool runs)
    {
        _user.Environment[variable] = value;

        Assert.Equal(exit, (await _user.RunAsync("status")).Exit);
        Assert.Equal(runs, _user.Has("trace"));
    }

    [Fact]
    public async Task Personal_settings_are_trusted()
    {
        _user.WithSettings("[target.box]\naddress = \"box.invalid:app\"\n").WithSettings(Settings("../project/evil"), "home/mine.toml").Environment["LOCKSTEP_CONFIG"] = _user["home/mine.toml"];

        Assert.Equal(3, (await _user.RunAsync("status", "box")).Exit);
        Assert.True(_user.Has("trace"));
    }

    /// <summary>Where a target is, and what is run there, is no matter of this machine.</summary>
    [Fact]
    public async Task A_project_that_starts_nothing_here_needs_no_trust()
    {
        _user.WithTrap("tools/ssh", "trace").WithSettings("[deploy]\ncommand = \"./deploy\"\n[target.box]\naddress = \"box.invalid:app\"\nagent_dir = \"/opt/x\"\ndeploy = \"make\"\n");
        _user.Environment["PATH"] = $"{_user["tools"]}:/usr/bin:/bin";

        Assert.Equal(3, (await _user.RunAsync("push", "--yes")).Exit);
        Assert.True(_user.Has("trace"));
    }

    private static string ModeOf(string path) => Convert.ToString(NamedPlace.Look(Encoding.UTF8.GetBytes(path))!.Value.Mode, 8);

    private static string Settings(string ssh) => $"[connection]\nssh = \"{ssh}\"\n[target.box]\naddress = \"box.invalid:app\"\n";
}
