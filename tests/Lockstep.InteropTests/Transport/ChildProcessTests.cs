using System.Runtime.InteropServices;
using System.Text;
using Lockstep.Native;
using Lockstep.Native.Processes;
using Lockstep.Processes;
using Lockstep.Transport;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Lockstep.InteropTests.Transport;

/// <summary>Commands as real processes.</summary>
public sealed partial class ChildProcessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Arguments => ["", " ", "a b", "it's", "\"", "$HOME `id` $(id)", "line\nbreak", "\\", "*", "-n", "é", "a;b|c&d"];

    [Theory]
    [MemberData(nameof(Arguments))]
    public async Task An_argument_reaches_the_program_as_it_is(string argument)
    {
        (ChildExit exit, string output, _) = await RunAsync(Command("printf", "%s", argument));
        Assert.Equal(argument, output);
        Assert.Equal(0, exit.Exit.Code);
    }

    [Fact]
    public async Task Arguments_and_directories_need_not_be_UTF8()
    {
        byte[] name = [(byte)'x', 0xff, (byte)'\n'];
        string parent = Directory.CreateTempSubdirectory("lockstep-child-").FullName;
        byte[] path = [.. Encoding.UTF8.GetBytes(parent + "/"), .. name];
        ChildCommand make = Command("mkdir", "-p");
        await RunAsync(make with { Arguments = [.. make.Arguments, path] });

        var received = new List<byte>();
        ChildCommand where = Command("pwd") with { Directory = path };
        await ChildProcess.RunAsync(where, (_, bytes) => received.AddRange(bytes), Cancellation);
        Assert.Equal([.. path, (byte)'\n'], received);
        await RunAsync(Command("rm", "-r", parent));
    }

    [Fact]
    public async Task An_open_directory_can_be_the_place()
    {
        using SafeFileHandle directory = OpenDirectory("/usr/share");
        (_, string output, _) = await RunAsync(Command("pwd") with { OpenDirectory = directory });
        Assert.Equal("/usr/share\n", output);
    }

    [Fact]
    public async Task An_open_file_cannot_be_the_place()
    {
        using SafeFileHandle file = File.OpenHandle("/proc/self/mounts");
        await Assert.ThrowsAsync<SyncException>(() => RunAsync(Command("pwd") with { OpenDirectory = file }));
    }

    [Theory]
    [InlineData("exit 0", 0, 0)]
    [InlineData("exit 42", 42, 0)]
    [InlineData("exit 255", 255, 0)]
    [InlineData("kill -9 $$", 137, 9)]
    [InlineData("kill -TERM $$", 143, 15)]
    public async Task The_exit_is_told(string script, int code, int signal)
    {
        (ChildExit exit, _, _) = await RunAsync(Command("sh", "-c", script));
        Assert.Equal(new ChildExit(new ProcessExit(code, signal), TimedOut: false), exit);
    }

    [Fact]
    public async Task A_missing_program_ends_as_in_a_shell()
    {
        (ChildExit exit, _, string errors) = await RunAsync(Command("no-such-program"));
        Assert.Equal(ExecVerb.NotFound, exit.Exit.Code);
        Assert.Contains("cannot start no-such-program: No such file or directory", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_directory_is_an_error_of_ours()
    {
        SyncException error = await Assert.ThrowsAsync<SyncException>(() => RunAsync(Command("true") with { Directory = "/no/such"u8.ToArray() }));
        Assert.Contains("/no/such: No such file or directory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zero_byte_cannot_be_handed_over() =>
        await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(Command("echo", "a\0b")));

    [Fact]
    public async Task Variables_are_added_and_replaced()
    {
        ChildCommand command = Command("sh", "-c", "echo \"$LOCKSTEP_RUN|$PATH|$HOME\"") with
        {
            Environment = [new("LOCKSTEP_RUN", "7 $x"), new("HOME", "/é")],
        };
        (_, string output, _) = await RunAsync(command);
        Assert.Equal($"7 $x|{Environment.GetEnvironmentVariable("PATH")}|/é\n", output);
    }

    [Fact]
    public async Task Each_output_keeps_its_order_and_both_are_told_apart()
    {
        (_, string output, string errors) = await RunAsync(Command("sh", "-c", "for i in 1 2 3; do echo o$i; echo e$i >&2; done"));
        Assert.Equal("o1\no2\no3\n", output);
        Assert.Equal("e1\ne2\ne3\n", errors);
    }

    [Fact]
    public async Task Output_comes_while_the_command_runs()
    {
        ChildCommand command = Command("sh", "-c", "echo first; read line; echo $line") with { HasInput = true };
        var output = new StringBuilder();
        var first = new TaskCompletionSource();
        await using ChildProcess child = ChildProcess.Start(
            command,
            (_, bytes) =>
            {
                output.Append(Encoding.UTF8.GetString(bytes));
                first.TrySetResult();
            });
        await first.Task.WaitAsync(Cancellation);
        await child.Input!.WriteAsync("second\n"u8.ToArray(), Cancellation);
        await child.WaitAsync(Cancellation);
        Assert.Equal("first\nsecond\n", output.ToString());
    }

    [Fact]
    public async Task Without_input_a_reader_sees_its_end()
    {
        (ChildExit exit, string output, _) = await RunAsync(Command("cat"));
        Assert.Equal((0, ""), (exit.Exit.Code, output));
    }

    [Fact]
    public async Task Ten_megabytes_on_both_outputs_come_whole()
    {
        (ChildExit exit, string output, string errors) = await RunAsync(Command("sh", "-c", "head -c 10000000 /dev/zero & head -c 10000000 /dev/zero >&2; wait"));
        Assert.Equal((0, 10_000_000, 10_000_000), (exit.Exit.Code, output.Length, errors.Length));
    }

    [Fact]
    public async Task Cancelling_interrupts_the_whole_group()
    {
        const string Script = "trap 'echo child; exit 3' INT; sh -c 'trap \"echo grandchild; exit\" INT; echo ready; while :; do sleep 1; done'";
        using var cancel = new CancellationTokenSource();
        var output = new StringBuilder();
        ChildExit exit = await ChildProcess.RunAsync(
            Command("sh", "-c", Script),
            (_, bytes) =>
            {
                output.Append(Encoding.UTF8.GetString(bytes));
                cancel.Cancel();
            },
            cancel.Token);
        Assert.Equal("ready\ngrandchild\nchild\n", output.ToString());
        Assert.Equal(new ChildExit(new ProcessExit(3, 0), TimedOut: false), exit);
    }

    [Fact]
    public async Task A_command_that_ignores_all_requests_is_killed_with_its_children()
    {
        const string Script = "trap '' INT TERM; sh -c 'echo $$; while :; do sleep 1; done' & wait; while :; do sleep 1; done";
        using var cancel = new CancellationTokenSource();
        var output = new StringBuilder();
        ChildExit exit = await ChildProcess.RunAsync(
            Command("sh", "-c", Script) with { Grace = TimeSpan.FromMilliseconds(100) },
            (_, bytes) =>
            {
                output.Append(Encoding.UTF8.GetString(bytes));
                cancel.Cancel();
            },
            cancel.Token);
        Assert.Equal((int)ProcessSignal.Kill, exit.Exit.Signal);
        await AwaitGoneAsync(output.ToString().Trim());
    }

    [Fact]
    public async Task A_command_whose_time_is_up_is_ended_and_it_is_told()
    {
        (ChildExit exit, _, _) = await RunAsync(Command("sleep", "1000") with { TimeLimit = TimeSpan.FromMilliseconds(50) });
        Assert.Equal(new ChildExit(new ProcessExit(130, (int)ProcessSignal.Interrupt), TimedOut: true), exit);
    }

    [Fact]
    public async Task What_runs_on_in_the_background_does_not_hold_us_and_lives()
    {
        (ChildExit exit, string output, _) = await RunAsync(Command("sh", "-c", "sleep 1000 & echo $!"));
        string background = output.Trim();
        Assert.Equal(0, exit.Exit.Code);
        Assert.True(Directory.Exists($"/proc/{background}"));
        await RunAsync(Command("kill", "-9", background));
    }

    [Fact]
    public async Task An_endless_writer_in_the_background_does_not_hold_us()
    {
        (ChildExit exit, string output, _) = await RunAsync(Command("sh", "-c", "yes & echo done"));
        Assert.Equal(0, exit.Exit.Code);
        Assert.Contains("done\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taker_that_fails_ends_the_command()
    {
        var failure = new InvalidOperationException("full");
        Assert.Same(failure, await Assert.ThrowsAsync<InvalidOperationException>(
            () => ChildProcess.RunAsync(Command("sh", "-c", "echo x; sleep 1000"), (_, _) => throw failure, Cancellation)));
    }

    [Fact]
    public async Task A_command_dies_with_the_one_who_started_it()
    {
        // A shell stands for us: it starts a command through the launcher, and dies when it is told that the command runs.
        string script = $"'{BuiltPrograms.Agent("linux-x64")}' exec $$ plain -- sh -c 'echo $$; exec sleep 1000' & read line; kill -9 $$";
        var started = new TaskCompletionSource<string>();
        await using ChildProcess parent = ChildProcess.Start(
            Command("sh", "-c", script) with { HasInput = true }, (_, bytes) => started.TrySetResult(Encoding.UTF8.GetString(bytes).Trim()));
        string id = await started.Task.WaitAsync(Cancellation);
        await parent.Input!.WriteAsync("\n"u8.ToArray(), Cancellation);
        await parent.WaitAsync(Cancellation);
        await AwaitGoneAsync(id);
    }

    [Fact]
    public async Task A_command_gets_default_signals_and_no_terminal()
    {
        (_, string output, _) = await RunAsync(Command("sh", "-c", "grep SigIgn /proc/self/status; cut -d ' ' -f 7 /proc/self/stat"));
        string[] lines = output.Split('\n');
        const ulong InterruptAndBrokenPipe = (1UL << ((int)ProcessSignal.Interrupt - 1)) | (1UL << ((int)ProcessSignal.BrokenPipe - 1));
        Assert.Equal(0UL, Convert.ToUInt64(lines[0]["SigIgn:\t".Length..], 16) & InterruptAndBrokenPipe);
        Assert.Equal("0", lines[1]);
    }

    [Fact]
    public async Task A_command_does_not_hold_another_s_input_open()
    {
        await using ChildProcess reader = ChildProcess.Start(Command("cat") with { HasInput = true }, (_, _) => { });
        await using ChildProcess other = ChildProcess.Start(Command("sleep", "1000"), (_, _) => { });
        reader.Input!.Dispose();
        Assert.Equal(0, (await reader.WaitAsync(Cancellation)).Exit.Code);
    }

    /// <summary>Waits until a process is gone or only its zombie is left; without an end if it lives on, which the test's time limit tells.</summary>
    private static async Task AwaitGoneAsync(string id)
    {
        string status = $"/proc/{id}/stat";
        while (File.Exists(status) && !(await File.ReadAllTextAsync(status, Cancellation)).Contains(") Z ", StringComparison.Ordinal))
        {
            await Task.Yield();
        }
    }

    private static SafeFileHandle OpenDirectory(string path) => new(Open(Encoding.UTF8.GetBytes(path + "\0"), 0), ownsHandle: true);

    [LibraryImport("libc", EntryPoint = "open")]
    private static partial int Open(byte[] path, int flags);

    private static ChildCommand Command(params string[] arguments) => ChildCommand.Of(arguments) with { Launcher = BuiltPrograms.Launcher };

    private static async Task<(ChildExit Exit, string Output, string Errors)> RunAsync(ChildCommand command)
    {
        var output = new MemoryStream();
        var errors = new MemoryStream();
        ChildExit exit = await ChildProcess.RunAsync(command, (isError, bytes) => (isError ? errors : output).Write(bytes), Cancellation);
        return (exit, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(errors.ToArray()));
    }
}
