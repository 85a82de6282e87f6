using Lockstep.InteropTests.Push;
using Lockstep.InteropTests.Run;
using Lockstep.Native.Terminals;
using Lockstep.Processes;

namespace Lockstep.InteropTests.Attacks;

/// <summary>Issue 11, 22l: <c>init</c> asks a question. Ctrl-C ends it, Ctrl-D is no answer, and neither writes a file.</summary>
public sealed class InitQuestionTests
{
    [Theory]
    [InlineData("\u0003", 130, "interrupted")]
    [InlineData("\u0004", 2, "no answer: nothing was written")]
    [InlineData("half an ans\u0003", 130, "interrupted")]
    public async Task Nothing_is_written_without_an_answer(string typed, int exit, string told)
    {
        using var place = new Workplace();
        await using CommandClient client = Start(place);
        await client.WaitForAsync("Where to?");
        await client.WriteAsync(typed);

        Assert.StartsWith(told, await client.WaitForAsync("lockstep: "), StringComparison.Ordinal);
        Assert.Equal($"{exit}", await client.WaitForAsync("code="));
        Assert.Empty(Directory.GetFileSystemEntries(place.Project));
        Assert.Equal(0, await client.EndAsync());
    }

    [Theory]
    [InlineData("box:srv/shop\r", "address = \"box:srv/shop\"")]
    [InlineData("bux\u007f\u007fox:\r\r", "address = \"box:projects/project\"")]
    [InlineData("box\rbox:\rsrv/it\r", "[target.box]\naddress = \"box:srv/it\"")]
    [InlineData("\r", "# [target.server]")]
    public async Task A_line_is_an_answer_also_an_empty_one(string typed, string written)
    {
        using var place = new Workplace();
        await using CommandClient client = Start(place);
        await client.WaitForAsync("Where to?");
        await client.WriteAsync(typed);

        Assert.Equal("0", await client.WaitForAsync("code="));
        Assert.Contains(written, await File.ReadAllTextAsync(Path.Combine(place.Project, "lockstep.toml"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(0, await client.EndAsync());
    }

    private static CommandClient Start(Workplace place)
    {
        place.Environment["NO_COLOR"] = "1";
        return new CommandClient(ChildCommand.Of("bash", "-c", $"trap : INT; cd {place.Project}; {BuiltPrograms.Client} init; echo code=$?") with
        {
            Environment = [.. place.Environment],
            Terminal = new TerminalSize(80, 24),
            Launcher = BuiltPrograms.Launcher,
        });
    }
}
