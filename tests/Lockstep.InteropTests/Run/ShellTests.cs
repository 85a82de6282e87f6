using Lockstep.InteropTests.Push;
using Lockstep.Native.Terminals;

namespace Lockstep.InteropTests.Run;

/// <summary>Issue 13, point 4: a <c>$SHELL</c> whose commands run on the target.</summary>
public sealed class ShellTests(SharedSshServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("-c", "cat a; echo wrong >&2; exit 7")]
    [InlineData("-lc", "cat a; echo wrong >&2; exit 7")]
    [InlineData("-c", "cat \"$1\"; echo \"$2\" >&2; exit $3", "name", "a", "wrong", "7")]
    public async Task A_line_has_its_own_streams_and_exit_code(params string[] words)
    {
        using Workplace place = MakePlace();

        ClientResult result = await place.RunAsync(words);

        Assert.Equal((7, "one\n", "wrong\n"), (result.Exit, result.Output, result.Errors));
    }

    [Fact]
    public async Task A_line_sees_every_save_before_it_and_nothing_is_said()
    {
        using Workplace place = MakePlace();
        place.Environment["LOCKSTEP_LINGER"] = "1m";
        for (int i = 0; i < 10; i++)
        {
            place.InProject($"echo {i} > a");
            ClientResult result = await place.RunAsync("-c", "cat a");
            Assert.Equal((0, $"{i}\n", ""), (result.Exit, result.Output, result.Errors));
        }

        place.Client = BuiltPrograms.Client;
        Assert.Contains("disconnected", (await place.RunAsync("disconnect")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_runs_where_the_user_stands()
    {
        using Workplace place = MakePlace();
        place.CurrentDirectory = Path.Combine(place.Project, "sub dir", "below");

        ClientResult result = await place.RunAsync("-c", "pwd; cat b");

        Assert.Equal((0, $"{place.Target}/sub dir/below\ntwo\n"), (result.Exit, result.Output));
    }

    [Fact]
    public async Task A_directory_that_is_not_there_is_told()
    {
        using Workplace place = MakePlace();
        place.InProject("mkdir ignored; echo ignored > .lockstepignore; echo x > ignored/x");
        place.CurrentDirectory = Path.Combine(place.Project, "ignored");

        ClientResult result = await place.RunAsync("-c", "pwd");

        Assert.Equal((1, ""), (result.Exit, result.Output));
        Assert.Contains("./ignored is not on the target", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "runs no scripts", "/tmp/lockstep-no-such-script")]
    [InlineData(2, "-c needs a line", "-c")]
    public async Task What_is_no_line_runs_nothing_and_makes_no_target(int exit, string words, string argument)
    {
        using Workplace place = MakePlace();

        ClientResult result = await place.RunAsync(argument);

        Assert.Equal((exit, ""), (result.Exit, result.Output));
        Assert.Contains(words, result.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists("/tmp/lockstep-no-such-script"));
    }

    [Theory]
    [InlineData("echo lost", 1)]
    [InlineData("echo lost; exit 7", 7)]
    public async Task Output_that_cannot_be_written_is_told(string line, int exit)
    {
        using Workplace place = MakePlace();
        place.Starter = ["sh", "-c", "\"$0\" \"$@\" > /dev/full"];

        ClientResult result = await place.RunAsync("-c", line);

        Assert.Equal(exit, result.Exit);
        Assert.Contains("cannot write to standard output: no space left on device", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_project_it_fails_as_a_command_does()
    {
        using Workplace place = MakePlace();
        place.Environment.Remove("LOCKSTEP_TARGET");

        ClientResult result = await place.RunAsync("-c", "echo never");

        Assert.Equal((2, ""), (result.Exit, result.Output));
        Assert.Contains("no target given", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_line_it_is_the_login_shell_there_and_saves_go_out_beside_it()
    {
        using Workplace place = MakePlace();
        await using CommandClient shell = place.StartCommand(new TerminalSize(24, 80));
        await shell.WriteAsync("echo th''ere:$(cat a)\n");
        Assert.Equal("one", await shell.WaitForAsync("there:"));
        place.InProject("echo saved > a");
        string said = "";
        for (int i = 0; said != "saved"; i++)
        {
            await shell.WriteAsync($"echo n''ow{i}:$(cat a)\n");
            said = await shell.WaitForAsync($"now{i}:");
            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation);
        }

        await shell.WriteAsync("exit 9\n");
        Assert.Equal(9, await shell.EndAsync());
    }

    private Workplace MakePlace()
    {
        Workplace place = Workplace.For(Reach.Ssh, shared);
        place.InProject("echo one > a; mkdir -p 'sub dir/below'; echo two > 'sub dir/below/b'; touch lockstep.toml");
        string link = Path.Combine(place.Directory, "lockstep-shell");
        File.CreateSymbolicLink(link, BuiltPrograms.Client);
        place.Client = link;
        place.CurrentDirectory = place.Project;
        place.Environment["LOCKSTEP_TARGET"] = place.Address;
        return place;
    }
}
