using Lockstep.InteropTests.Push;
using Lockstep.Native;
using Lockstep.Native.Terminals;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.InteropTests.Run;

/// <summary>Whoever dies, nothing of the command stays behind on the target.</summary>
public sealed class LostClientTests
{
    /// <summary>Tells its own process, a child in its group and one in another group, of which none ends by a broken pipe.</summary>
    private const string Family = "set -m; sleep 1000 & a=$!; set +m; sleep 1000 & echo family=$$ $a $!; wait";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("client", false)]
    [InlineData("client", true)]
    [InlineData("agent", false)]
    [InlineData("agent", true)]
    [InlineData("ssh", false)]
    [InlineData("ssh", true)]
    [InlineData("sshd", false)]
    public async Task Nothing_of_the_command_is_left(string whom, bool onTerminal)
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        using var place = new Workplace(server);
        await using CommandClient client = place.StartRun(onTerminal ? new TerminalSize(80, 24) : null, "--shell", Family);
        string[] family = (await client.WaitForAsync("family=")).Split(' ');
        string agent = $"$(for p in /proc/[0-9]*; do case $(readlink $p/exe) in {server.Home}/*) tr '\\0' ' ' < $p/cmdline | grep -q 'serve' && echo ${{p#/proc/}};; esac; done)";
        switch (whom)
        {
            case "client":
                client.Kill();
                break;
            case "agent":
                Shell.Run($"kill -9 {agent}");
                break;
            case "ssh":
                Shell.Run($"kill -9 $(pgrep -f '[s]sh -F {server.ConfigFile}' | head -1)");
                break;
            default:
                Shell.Run($"kill -9 $(awk '/^PPid/ {{print $2}}' /proc/{agent}/status)");
                break;
        }

        foreach (string process in family)
        {
            await ProcessEnd.AwaitAsync(process);
        }

        if (whom != "client")
        {
            Assert.Equal(3, await client.EndAsync());
        }
    }

    [Fact]
    public async Task A_local_command_ends_with_a_killed_client()
    {
        using var place = new Workplace();
        await using CommandClient client = place.StartRun(terminal: null, "--shell", Family);
        string[] family = (await client.WaitForAsync("family=")).Split(' ');
        client.Kill();
        foreach (string process in family)
        {
            await ProcessEnd.AwaitAsync(process);
        }
    }

    [Fact]
    public async Task An_interrupt_ends_the_command_and_its_code_is_ours()
    {
        using var place = new Workplace();
        using RunningClient client = place.Start("-C", place.Project, "run", place.Address, "--yes", "--shell", "trap 'echo bye; exit 9' INT; echo ready; while :; do sleep 0.05; done");
        await client.WaitForLineAsync(line => line == "ready", Cancellation);
        client.Signal("INT");
        ClientResult result = await client.EndAsync(Cancellation);
        Assert.Equal((9, "ready\nbye\n"), (result.Exit, result.Output));
    }
}
