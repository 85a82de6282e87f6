using System.Diagnostics;
using System.Globalization;
using System.Text;
using Lockstep.Native.Processes;
using Lockstep.Tests.Files;

namespace Lockstep.Tests.Native;

/// <summary>What a program that is asked a question may do to us: nothing but answer, for a while.</summary>
public sealed class ProgramOutputTests : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300), Enough = TimeSpan.FromMinutes(1), ToStart = TimeSpan.FromSeconds(5);

    private readonly TemporaryDirectory _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void The_answer_comes_back() => Assert.Equal("yes\n", Encoding.ASCII.GetString(Ask(Enough, "sh", "-c", "echo yes")!));

    [Fact]
    public void A_program_that_fails_has_no_answer() => Assert.Null(Ask(Enough, "sh", "-c", "echo yes; exit 3"));

    [Fact]
    public void An_answer_that_is_too_long_is_none() => Assert.Null(Ask(Enough, "sh", "-c", "yes"));

    [Fact]
    public void Git_that_waits_for_a_pipe_among_its_settings_is_stopped_and_named()
    {
        _place.WithFifo("pipe").WithFile("settings", $"[include]\n\tpath = {_place["pipe"]}\n");
        SyncException late = Assert.Throws<SyncException>(() => Ask(Short, "git", "config", "--file", _place["settings"], "--includes", "--list"));
        Assert.Equal(ExitCode.SyncFailed, late.ExitCode);
        Assert.StartsWith($"git had not answered after 0.3 s in {_place.Path} and was stopped", late.Message, StringComparison.Ordinal);
        Assert.Contains($"git -C '{_place.Path}' status", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_program_started_ends_with_it()
    {
        _place.WithFifo("pipe");
        Assert.Throws<SyncException>(() => Ask(ToStart, "sh", "-c", "sh -c 'echo $$ > started; exec sleep 1000' & cat pipe"));
        int started = int.Parse(File.ReadAllText(_place["started"]), CultureInfo.InvariantCulture);
        Assert.True(SpinWait.SpinUntil(() => HasEnded(started), TimeSpan.FromSeconds(30)));
    }

    private static bool HasEnded(int process)
    {
        try
        {
            return Process.GetProcessById(process).HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private byte[]? Ask(TimeSpan patience, string program, params string[] arguments) => ProgramOutput.Read(
        Encoding.ASCII.GetBytes(program), arguments.Select(word => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(word))), [], _place.Bytes, 4096, patience);
}
