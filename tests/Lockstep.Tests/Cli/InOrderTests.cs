using Lockstep.Cli.Commands;
using Lockstep.Cli.Terminal;
using Lockstep.Sessions;
using Xunit;

namespace Lockstep.Tests.Cli;

/// <summary>A look at several targets shows them in the order given, each by itself, whichever answers first.</summary>
public sealed class InOrderTests : CommandLineScene
{
    [Fact]
    public void Each_is_shown_after_all_before_it()
    {
        List<int> shown = [];
        var turns = new Turns(4, shown.Add);
        foreach ((int done, int count) in new[] { (2, 0), (0, 1), (1, 3), (3, 4) })
        {
            turns.Done(done);
            Assert.Equal(Enumerable.Range(0, count), shown);
        }
    }

    [Fact]
    public void Held_lines_keep_their_order_and_stream()
    {
        var held = new HeldOutput(Fixture.Output);
        held.Output.Result("a");
        held.Output.Remark("b");
        held.Output.ResultLines("c\nd");
        Assert.Equal(("", ""), (Fixture.Results, Fixture.Remarks));
        held.Release();
        held.Output.Result("e");
        Assert.Equal(("a\nc\nd\ne\n", "b\n"), (Fixture.Results, Fixture.Remarks));
    }

    [Theory]
    [InlineData("status web", "web3|web1|web2")]
    [InlineData("diff web", "== web3|== web1|== web2")]
    public async Task The_order_is_that_of_the_group(string arguments, string heads)
    {
        await WriteSettingsAsync("[target.web1]\naddress='a:'\n[target.web2]\naddress='b:'\n[target.web3]\naddress='c:'\n[group]\nweb=['web3','web1','web2']");
        int calls = 0;
        Outcome = target =>
        {
            // The first is the last to answer.
            if (target.Name == "web3")
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref calls) == 2, TimeSpan.FromSeconds(10));
            }

            Interlocked.Increment(ref calls);
            return new RunSummary { Target = target.Name };
        };
        Assert.Equal(0, await RunAsync(arguments));
        Assert.Equal(heads.Split('|'), Fixture.ResultLines.Where(line => line.StartsWith("web", StringComparison.Ordinal) && !line.Contains(':') || line.StartsWith("== ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_deploy_reports_a_deploy()
    {
        Assert.Equal(0, await RunAsync("deploy box:"));
        Assert.Equal("box: deployed in 0.00 s\n", Fixture.Results);
    }

    [Fact]
    public async Task The_first_run_says_where_the_project_is()
    {
        Outcome = target => new RunSummary { Target = target.Name, Run = 1, Added = 1 };
        await RunAsync("push box:srv/x");
        Assert.EndsWith("box:srv/x: this was the first run; the project is in ~/srv/x on box\n", Fixture.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pull_does_not_say_that_it_put_the_project_somewhere()
    {
        Outcome = target => new RunSummary { Target = target.Name, Run = 1, Added = 1 };
        await RunAsync("pull box:srv/x");
        Assert.DoesNotContain("first run", Fixture.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_not_there_is_told_once()
    {
        await WriteSettingsAsync("[target.a]\naddress='a:'\nidentity='nope.pem'\n[target.b]\naddress='b:'\nidentity='nope.pem'");
        Trusts = true;
        Assert.Equal(0, await RunAsync("push a b"));
        Assert.Equal($"the identity {Project.FullName}/nope.pem of 'a' does not exist, or cannot be read: ssh goes on with other keys\n", Fixture.Remarks);
    }

    [Theory]
    [InlineData("LOCKSTEP_TARGET", "LOCKSTEP_TARGET: unknown target 'nope'")]
    [InlineData("settings", "default_target of the settings: unknown target 'nope'")]
    public async Task Where_a_wrong_default_comes_from_is_told(string source, string message)
    {
        Default = source == "settings" ? null : "nope";
        await WriteSettingsAsync(source == "settings" ? "default_target='nope'\n[target.a]\naddress='a:'" : "[target.a]\naddress='a:'");
        Assert.Equal(2, await RunAsync("push"));
        Assert.Contains(message, Fixture.Remarks, StringComparison.Ordinal);
    }
}
