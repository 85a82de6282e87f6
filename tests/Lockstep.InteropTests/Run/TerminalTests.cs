using System.Text;
using Lockstep.InteropTests.Push;
using Lockstep.Native;
using Lockstep.Native.Terminals;
using Lockstep.Processes;
using Lockstep.Transport;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.InteropTests.Run;

/// <summary><c>lockstep run</c> on a terminal: the command has one like it.</summary>
public sealed class TerminalTests(SharedSshServer shared)
{
    private const string CtrlC = "\u0003";

    private static readonly TerminalSize Small = new(80, 24);

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task The_command_s_terminal_is_like_ours(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.Environment["TERM"] = "xterm-256color";
        await using CommandClient client = place.StartRun(Small, "--shell", "echo tty=$(tty) size=$(stty size) term=$TERM; tty <&2");
        string line = await client.WaitForAsync("tty=");
        Assert.Matches("^/dev/pts/[0-9]+ size=24 80 term=xterm-256color$", line);
        Assert.Equal(0, await client.EndAsync());
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task A_change_of_size_goes_through(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        await using CommandClient client = place.StartRun(Small, "--shell", "trap 'echo now=$(stty size)' WINCH; echo ready; while :; do sleep 0.05; done");
        await client.WaitForAsync("ready");
        client.Resize(new TerminalSize(132, 43));
        Assert.Equal("43 132", await client.WaitForAsync("now="));
        await client.WriteAsync(CtrlC);
        Assert.Equal(130, await client.EndAsync());
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task Keys_are_the_command_s_Ctrl_C_too(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        await using CommandClient client = place.StartRun(Small, "--shell", "trap 'echo caught; exit 7' INT; read word; echo got=$word; while :; do sleep 0.05; done");
        await client.WriteAsync("typed\r");
        Assert.Equal("typed", await client.WaitForAsync("got="));
        await client.WriteAsync(CtrlC);
        await client.WaitForAsync("caught");
        Assert.Equal(7, await client.EndAsync());
    }

    [Fact]
    public async Task Ctrl_C_interrupts_a_program_that_knows_nothing_of_it()
    {
        using var place = new Workplace(shared.Server);
        await using CommandClient client = place.StartRun(Small, "--shell", "echo ready; exec sleep 1000");
        await client.WaitForAsync("ready");
        await client.WriteAsync(CtrlC);
        Assert.Equal(130, await client.EndAsync());
    }

    [Fact]
    public async Task A_shell_has_jobs_and_Ctrl_Z_stops_one()
    {
        using var place = new Workplace(shared.Server);
        await using CommandClient client = place.StartRun(Small, "--", "bash", "--norc", "--noprofile", "-i");
        await client.WriteAsync("PS1=; sh -c \"echo re''ady; exec sleep 1000\"\r");
        await client.WaitForAsync("ready");
        await client.WriteAsync("\u001a");
        await client.WaitForAsync("Stopped");
        // A shell does not exit while it has stopped jobs.
        await client.WriteAsync("exec sh -c 'exit 3'\r");
        Assert.Equal(3, await client.EndAsync());
    }

    [Theory]
    [InlineData("true", "", 0)]
    [InlineData("exit 9", "", 9)]
    [InlineData("stty raw -echo; exit 4", "", 4)]
    [InlineData("sleep 1000", "TERM", 129)]
    [InlineData("sleep 1000", "INT", 129)]
    [InlineData("sleep 1000", "HUP", 129)]
    [InlineData("sleep 1000", "QUIT", 131)]
    public async Task The_terminal_is_as_it_was_however_it_ends(string line, string signal, int code)
    {
        using var place = new Workplace(shared.Server);
        string run = $"echo client=$$; exec {BuiltPrograms.Client} -C {place.Project} run {place.Address} --yes --shell {Shell.Quote($"echo running=; {line}")}";
        await using CommandClient client = OnTerminal(place, $"echo before=$(stty -g); sh -c {Shell.Quote(run)}; echo code=$?; echo after=$(stty -g)");
        string before = await client.WaitForAsync("before=");
        string id = await client.WaitForAsync("client=");
        await client.WaitForAsync("running=");
        if (signal.Length > 0)
        {
            Shell.Run($"kill -{signal} {id}");
        }

        Assert.Equal($"{code}", await client.WaitForAsync("code="));
        Assert.Equal(before, await client.WaitForAsync("after="));
        Assert.Equal(0, await client.EndAsync());
    }

    [Fact]
    public async Task A_stopped_client_gives_the_terminal_back_and_takes_it_again()
    {
        using var place = new Workplace(shared.Server);
        string run = $"echo client=$$; exec {BuiltPrograms.Client} -C {place.Project} run {place.Address} --yes --shell {Shell.Quote("echo running=; read word; printf 'go%s=%s\\n' t $word")}";
        await using CommandClient client = OnTerminal(place, $"set -m; echo before=$(stty -g); sh -c {Shell.Quote(run)}; echo stopped=$(stty -g); fg >/dev/null; echo code=$?");
        string before = await client.WaitForAsync("before=");
        string id = await client.WaitForAsync("client=");
        await client.WaitForAsync("running=");
        Shell.Run($"kill -TSTP {id}");
        Assert.Equal(before, await client.WaitForAsync("stopped="));
        await client.WriteAsync("again\r");
        Assert.Equal("again", await client.WaitForAsync("got="));
        Assert.Equal("0", await client.WaitForAsync("code="));
        Assert.Equal(0, await client.EndAsync());
    }

    [Fact]
    public async Task With_output_elsewhere_there_is_no_terminal_and_the_keyboard_stays_ours()
    {
        using var place = new Workplace(shared.Server);
        string script = $"{BuiltPrograms.Client} -C {place.Project} run {place.Address} --yes --shell 'tty; cat; echo end' | sed s/^/out=/; read word; echo kept=$word";
        await using CommandClient client = OnTerminal(place, script);
        await client.WriteAsync("mine\r");
        Assert.Equal("not a tty", await client.WaitForAsync("out="));
        Assert.Equal("mine", await client.WaitForAsync("kept="));
        Assert.Equal(0, await client.EndAsync());
        Assert.Contains("out=end", Encoding.UTF8.GetString(client.Output), StringComparison.Ordinal);
    }

    /// <summary>A script on a terminal, as a user's shell would run it.</summary>
    private static CommandClient OnTerminal(Workplace place, string script) => new(ChildCommand.Of("bash", "-c", script) with
    {
        Environment = [.. place.Environment],
        Terminal = Small,
        Launcher = BuiltPrograms.Launcher,
    });
}
