using Lockstep.Cli.Settings;

namespace Lockstep.Tests.Attacks;

/// <summary>Issue 11, A2: a target or a group whose name is code for a shell, an option, or moves the cursor. Such a name is never read, so none is suggested.</summary>
public sealed class HostileTargetNameTests
{
    [Theory]
    [InlineData("$(touch pwned)")]
    [InlineData("`touch pwned`")]
    [InlineData("a;b")]
    [InlineData("a b")]
    [InlineData("a'b")]
    [InlineData("-x")]
    [InlineData(".x")]
    [InlineData("~x")]
    [InlineData("a/b")]
    [InlineData("a:b")]
    [InlineData("ä")]
    [InlineData("a\\n")]
    [InlineData("a\\u001B[2J")]
    [InlineData("a\\u202Eb")]
    [InlineData("")]
    public void A_name_of_other_letters_is_an_error_with_its_place(string name)
    {
        string target = Refusal($"[target.\"{name}\"]\naddress = \"box:\"");
        string group = Refusal($"[target.t]\naddress = \"box:\"\n[group]\n\"{name}\" = [\"t\"]");

        Assert.StartsWith("1 error in lockstep.toml\nlockstep.toml:1:9: a target cannot be named '", target, StringComparison.Ordinal);
        Assert.StartsWith("1 error in lockstep.toml\nlockstep.toml:4:1: a group cannot be named '", group, StringComparison.Ordinal);
        Assert.All([target, group], message => Assert.EndsWith(TargetName.Rule, message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("prod")]
    [InlineData("_x")]
    [InlineData("9")]
    [InlineData("eu-west-1.web_A")]
    public void A_usual_name_is_taken(string name)
    {
        Configuration read = Read($"[target.\"{name}\"]\naddress = \"box:\"\n[group]\n\"{name}-all\" = [\"{name}\"]");

        Assert.Equal((name, $"{name}-all"), (read.Targets.Keys.Single(), read.Groups.Keys.Single()));
    }

    private static string Refusal(string text) => Assert.ThrowsAny<SyncException>(() => Read(text)).Message;

    private static Configuration Read(string text) => SettingsFile.Parse(text, "lockstep.toml", "/project", "/home/ada", isProjects: true);
}
