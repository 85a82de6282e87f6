using System.Text;
using Lockstep.Sessions;
using Lockstep.Sessions.Reacting;
using Xunit;

namespace Lockstep.Tests.Cli;

/// <summary>What <c>watch</c> asks of the library.</summary>
public sealed class WatchVerbTests : CommandLineScene
{
    [Theory]
    [InlineData("watch box:", "")]
    [InlineData("watch box: -- ./serve -p 80 --force", "./serve|-p|80|--force")]
    [InlineData("watch --shell cd&&ls box:", "sh|-c|cd&&ls")]
    public async Task The_command_that_is_kept_running_has_its_words_as_they_were_given(string line, string words)
    {
        Assert.Equal(0, await RunAsync(line));
        Assert.Equal(words, string.Join('|', Assert.Single(Reactions).Command.Select(word => Encoding.UTF8.GetString(word.Span))));
        Assert.Equal("box:", Assert.Single(Calls).Target.Name);
    }

    [Theory]
    [InlineData("watch box: -- ./serve --keep", false)]
    [InlineData("watch box: --keep -- ./serve", true)]
    public async Task A_command_lasts_when_that_is_asked_for(string line, bool lasts)
    {
        Assert.Equal(0, await RunAsync(line));
        Assert.Equal(lasts, Assert.Single(Reactions).CommandLasts);
    }

    [Fact]
    public async Task Rules_and_what_happens_when_they_are_busy_come_from_the_settings()
    {
        await WriteSettingsAsync("[[on_change]]\npaths = [\"*.c\"]\nrun = \"make\"\n[watch]\non_busy = \"restart\"\n");
        await RunAsync("watch box:");
        ReactionOptions reactions = Assert.Single(Reactions);
        Assert.Equal((OnBusy.Restart, "make"), (reactions.OnBusy, Assert.Single(reactions.Rules).Command));
    }

    [Fact]
    public async Task Commands_wait_for_each_other_unless_the_settings_say_otherwise()
    {
        await RunAsync("watch box:");
        Assert.Equal(OnBusy.Queue, Assert.Single(Reactions).OnBusy);
    }

    [Fact]
    public async Task Forwards_go_to_the_ssh_of_the_target()
    {
        await RunAsync("watch box: -L 8000:localhost:80 -R 9000:localhost:90");
        Assert.Equal(["-L 8000:localhost:80", "-R 9000:localhost:90"], Assert.Single(Calls).Target.Ssh!.Forwards.Select(forward => $"{forward.Option} {forward.Spec}"));
    }

    [Fact]
    public async Task A_group_is_watched_as_a_whole_and_the_worst_code_is_the_command_s()
    {
        await WriteSettingsAsync("[deploy]\ncommand = \"all\"\n[target.a]\naddress = \"a:x\"\ndeploy = \"own\"\n[target.b]\naddress = \"b:x\"\n[group]\nboth = [\"a\", \"b\"]\n");
        Outcome = target => new RunSummary { Target = target.Name, Exit = target.Name == "a" ? ExitCode.NoConnection : ExitCode.Partial };

        Assert.Equal(3, await RunAsync("watch both --jobs 3 -- ./serve"));

        Assert.Equal([("a", "own"), ("b", "all")], Calls.Select(call => (call.Target.Name, call.Options.Deploy!.Command)));
        Assert.Equal(3, Jobs);
    }

    [Theory]
    [InlineData("watch box: --shell x -- make", "give one of them")]
    [InlineData("watch a: b: -L 80:a:80", "-L and -R forward to one target, and 2 are meant")]
    [InlineData("watch ./target -L 80:a:80", "-L forwards through ssh, and ./target is a directory of this machine")]
    [InlineData("watch box: --keep", "--keep is for a command; write: lockstep watch [TARGET...] -- CMD ARG...")]
    [InlineData("watch box: --dry-run", "unknown option '--dry-run'")]
    public async Task What_cannot_be_watched_is_refused_before_anything_starts(string line, string words)
    {
        Assert.Equal(2, await RunAsync(line));
        Assert.Contains(words, Fixture.Remarks, StringComparison.Ordinal);
        Assert.Empty(Calls);
    }
}
