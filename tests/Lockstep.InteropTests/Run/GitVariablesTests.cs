using Lockstep.InteropTests.Push;
using Xunit;

namespace Lockstep.InteropTests.Run;

/// <summary>What a command on the target is told of the project's git checkout; git itself is the judge.</summary>
public sealed class GitVariablesTests(SharedSshServer shared)
{
    private const string Print = "echo \"$LOCKSTEP_GIT_COMMIT|$LOCKSTEP_GIT_BRANCH|$LOCKSTEP_GIT_DIRTY|$LOCKSTEP_GIT_DESCRIBE|$PYTHONUNBUFFERED\"";
    private const string Git = "git -c user.name=x -c user.email=x@y";

    [Theory]
    [InlineData("a lightweight tag", $"{Git} tag v1", "0", "v1")]
    [InlineData("a packed annotated tag", $"{Git} tag -a -m x v2; git pack-refs --all", "0", "v2")]
    [InlineData("a packed lightweight tag with a slash", $"{Git} tag release/3; git pack-refs --all", "0", "release/3")]
    [InlineData("a tag of another commit", $"{Git} tag v1; {Git} commit -qm more --allow-empty", "0", "")]
    [InlineData("no tag", ":", "0", "")]
    [InlineData("a change", "echo x > a", "1", "")]
    public async Task Run_deploy_and_on_change_are_told_the_commit(string name, string script, string dirty, string tag)
    {
        using var place = new Workplace(shared.Server);
        place.InProject($"git init -q -b main; printf a > a; git add a; {Git} commit -qm one");
        place.InProject($"touch -d '1 hour ago' a; git update-index --refresh; {script}");
        string expected = $"{place.InProject("git rev-parse HEAD").Trim()}|main|{dirty}|{tag}|1";
        File.WriteAllText(Path.Combine(place.Project, "lockstep.toml"), $"[[on_change]]\npaths = ['a']\nrun = '{Print}'\n");
        place.InProject("echo lockstep.toml > .git/info/exclude");

        ClientResult pushed = await place.PushedAsync("--deploy", Print);
        string[] told = [.. pushed.EventsOf("output").Select(output => output.GetProperty("text").GetString()!)];
        Assert.True(told.SequenceEqual([expected, expected]), $"{name}: {string.Join(", ", told)}, expected {expected}");

        await using CommandClient run = place.StartRun(terminal: null, "--shell", Print);
        Assert.Equal(0, await run.EndAsync());
        Assert.Equal($"{expected}\n", System.Text.Encoding.UTF8.GetString(run.Output));
    }

    [Fact]
    public async Task Outside_git_they_are_empty()
    {
        using var place = new Workplace(shared.Server);
        await using CommandClient run = place.StartRun(terminal: null, "--shell", Print);
        Assert.Equal(0, await run.EndAsync());
        Assert.Equal("||||1\n", System.Text.Encoding.UTF8.GetString(run.Output));
    }
}
