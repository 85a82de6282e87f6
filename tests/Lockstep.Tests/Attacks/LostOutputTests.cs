using System.ComponentModel;
using Lockstep.Cli.Terminal;
using Lockstep.Tests.Cli;

namespace Lockstep.Tests.Attacks;

/// <summary>Issue 11, 22l: words that cannot be written, and a current directory that is gone, end in a message and an exit code, not in a crash or a success.</summary>
public sealed class LostOutputTests : CommandLineScene
{
    private const int NoSpace = 28, BrokenPipe = 32, Closed = 9;

    [Theory]
    [InlineData("push --json box:", NoSpace, 1)]
    [InlineData("push box:", NoSpace, 1)]
    [InlineData("status box:", NoSpace, 1)]
    [InlineData("--help", NoSpace, 1)]
    [InlineData("push --help", NoSpace, 1)]
    [InlineData("completion bash", NoSpace, 1)]
    [InlineData("push --json box:", BrokenPipe, 0)]
    [InlineData("--help", BrokenPipe, 0)]
    [InlineData("push --json box:", Closed, 0)]
    [InlineData("push nosuch", NoSpace, 2)]
    public async Task What_was_asked_for_and_cannot_be_written_is_a_failure(string arguments, int errno, int exit)
    {
        using var remarks = new StringWriter();
        using var full = new FullWriter(errno);
        Lockstep.Cli.Commands.CommandLine line = CommandLine(Project.FullName, new UserOutput(full, remarks));

        Assert.Equal(exit, await line.RunAsync(arguments.Split(' '), TestContext.Current.CancellationToken));
        Assert.Equal(exit == 1 ? "lockstep: cannot write to standard output: no room\n" : "", exit == 2 ? "" : remarks.ToString());
    }

    [Fact]
    public async Task Help_is_written_whole()
    {
        Assert.Equal(0, await RunAsync("push --help"));
        Assert.Contains("--dry-run", Fixture.Results, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("push box:")]
    [InlineData("watch box:")]
    [InlineData("run box: -- x")]
    [InlineData("pull box:")]
    [InlineData("diff box:")]
    [InlineData("status box:")]
    [InlineData("deploy box:")]
    [InlineData("history box:")]
    [InlineData("undo box:")]
    [InlineData("explain x")]
    [InlineData("init box:")]
    public async Task A_current_directory_that_is_gone_is_told(string arguments)
    {
        Lockstep.Cli.Commands.CommandLine line = CommandLine(currentDirectory: "", Fixture.Output);

        Assert.Equal(2, await line.RunAsync(arguments.Split(' '), TestContext.Current.CancellationToken));
        Assert.StartsWith("lockstep: the current directory does not exist any more", Fixture.Remarks, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("push none")]
    [InlineData("watch none")]
    [InlineData("status none")]
    [InlineData("deploy none")]
    [InlineData("push t none")]
    public async Task A_group_without_targets_is_told(string arguments)
    {
        await WriteSettingsAsync("[target.t]\naddress = \"box:\"\n[group]\nnone = []");

        Assert.Equal(2, await RunAsync(arguments));
        Assert.StartsWith("lockstep: group 'none' has no targets: ", Fixture.Remarks, StringComparison.Ordinal);
        Assert.Empty(Calls);
    }

    private sealed class FullWriter(int errno) : StringWriter
    {
        public override void Write(string? value) => throw new IOException("no room", new Win32Exception(errno));
    }
}
