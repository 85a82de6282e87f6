using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Lockstep.InteropTests.Push;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.InteropTests.Run;

/// <summary><c>lockstep run</c> without a terminal: the command's streams are the client's.</summary>
public sealed class RunTests(SharedSshServer shared)
{
    private const string PrintArguments = "printf '%s\\0' \"$@\"";

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task Arguments_reach_the_command_byte_for_byte(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        byte[][] hard = [[], .. new[] { " ", "a b", "it's", "\"", "$HOME `id` $(id)", "line\nbreak\r", "\\", "*", "-n", "--", "a;b|c&d>e", "é", "~" }.Select(Encoding.UTF8.GetBytes), [0xff, 0xfe, (byte)'x']];
        await AssertArrivesAsync(place, hard);
        await Gen.Byte[1, 255].Array[0, 20].Array[1, 30].SampleAsync(words => AssertArrivesAsync(place, words), iter: 5, threads: 1);
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task Fifty_megabytes_go_through_the_command_as_they_are(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        byte[] input = RandomNumberGenerator.GetBytes(50_000_000);
        await using CommandClient client = place.StartRun(terminal: null, "--", "cat");
        await client.WriteAsync(input);
        client.EndInput();
        Assert.Equal(0, await client.EndAsync());
        Assert.Equal(SHA256.HashData(input), SHA256.HashData(client.Output));
    }

    [Theory]
    [InlineData(Reach.Ssh, "exit 0", 0)]
    [InlineData(Reach.Ssh, "exit 42", 42)]
    [InlineData(Reach.Ssh, "exit 255", 255)]
    [InlineData(Reach.Ssh, "kill -9 $$", 137)]
    [InlineData(Reach.Ssh, "kill -TERM $$", 143)]
    [InlineData(Reach.Local, "exit 42", 42)]
    [InlineData(Reach.Local, "kill -9 $$", 137)]
    public async Task The_exit_code_is_the_command_s(Reach reach, string line, int code)
    {
        using Workplace place = Workplace.For(reach, shared);
        await using CommandClient client = place.StartRun(terminal: null, "--shell", line);
        Assert.Equal(code, await client.EndAsync());
    }

    [Theory]
    [InlineData("no-such-program", 127)]
    [InlineData("./plain", 126)]
    public async Task A_program_that_cannot_be_started_ends_as_in_a_shell(string program, int code)
    {
        using var place = new Workplace(shared.Server);
        place.InProject("printf x > plain");
        await using CommandClient client = place.StartRun(terminal: null, "--", program);
        Assert.Equal(code, await client.EndAsync());
        Assert.Contains(program, client.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_written_comes_at_once_and_apart()
    {
        using var place = new Workplace(shared.Server);
        await using CommandClient client = place.StartRun(terminal: null, "--shell", "pwd; printf e1 >&2; read word; printf \"$word\"; printf e2 >&2");
        await client.WaitForAsync(place.Target);
        await client.WriteAsync("word\n");
        Assert.Equal(0, await client.EndAsync());
        Assert.Equal($"{place.Target}\nword", Encoding.UTF8.GetString(client.Output));
        Assert.EndsWith("e1e2", client.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_push_that_has_nothing_to_do_says_nothing()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("printf a > a");
        await using CommandClient first = place.StartRun(terminal: null, "--", "cat", "a");
        Assert.Equal(0, await first.EndAsync());
        Assert.Contains("1 sent", first.Errors, StringComparison.Ordinal);
        Assert.Equal("a", Encoding.UTF8.GetString(first.Output));

        await using CommandClient second = place.StartRun(terminal: null, "--", "cat", "a");
        Assert.Equal(0, await second.EndAsync());
        Assert.Equal(("a", ""), (Encoding.UTF8.GetString(second.Output), second.Errors));
    }

    [Fact]
    public async Task A_refused_push_runs_nothing_and_keeps_its_code()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("printf a > a");
        await place.PushedAsync();
        place.OnTarget("printf theirs > a");
        place.InProject("printf ours > a");
        await using CommandClient client = place.StartRun(terminal: null, "--", "touch", "ran");
        Assert.Equal(5, await client.EndAsync());
        Assert.Equal("", Shell.Run("ls ran 2>/dev/null || true", place.Target));
        Assert.Empty(client.Output);
    }

    [Fact]
    public async Task Others_can_push_while_a_command_runs()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("printf a > a");
        await using CommandClient client = place.StartRun(terminal: null, "--shell", "echo running; read word; cat a");
        await client.WaitForAsync("running");
        place.InProject("printf changed > a");
        await place.PushedAsync();
        await client.WriteAsync("\n");
        Assert.Equal(0, await client.EndAsync());
        Assert.EndsWith("changed", Encoding.UTF8.GetString(client.Output), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task A_command_whose_output_nobody_reads_gets_a_broken_pipe(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        await using CommandClient client = place.StartRun(terminal: null, "--", "yes");
        await client.WaitForAsync("y");
        client.CloseOutput();
        Assert.Equal(128 + 13, await client.EndAsync());
    }

    [Fact]
    public async Task The_output_can_be_events()
    {
        using var place = new Workplace(shared.Server);
        ClientResult result = await place.RunAsync("-C", place.Project, "--json", "run", place.Address, "--yes", "--shell", "echo out; echo err >&2; exit 42");
        Assert.Equal(42, result.Exit);
        Assert.Equal(
            ["command stderr err", "command stdout out"],
            result.EventsOf("output").Select(item => $"{item.GetProperty("source")} {item.GetProperty("stream")} {item.GetProperty("text")}").Order(StringComparer.Ordinal));
        Assert.Equal((42, 42), (result.Count("exit"), result.Count("command_exit")));
    }

    private static async Task AssertArrivesAsync(Workplace place, byte[][] words)
    {
        ReadOnlyMemory<byte>[] start = [.. new[] { "-C", place.Project, "run", place.Address, "--yes", "--", "sh", "-c", PrintArguments, "sh" }.Select(word => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(word))];
        await using CommandClient client = place.StartCommand(terminal: null, [.. start, .. words.Select(word => (ReadOnlyMemory<byte>)word)]);
        int exit = await client.EndAsync();
        Assert.True(exit == 0, client.Errors);
        Assert.Equal(words.SelectMany(word => (byte[])[.. word, 0]).ToArray(), client.Output);
    }
}
