using System.CommandLine;
using Lockstep.Cli.Help;
using Lockstep.Cli.Options;
using Lockstep.Rsync;
using Xunit;

namespace Lockstep.Tests.Cli;

/// <summary>Help is complete, true, and fits.</summary>
public sealed class HelpTests : CommandLineScene
{
    [Fact]
    public void Every_command_has_a_guide_and_its_page_exists() => Assert.All(CommandLine().Root.Subcommands.Where(command => !command.Hidden), command =>
    {
        VerbGuide? guide = VerbGuides.Find(command.Name);
        Assert.NotNull(guide);
        Assert.NotEmpty(guide.Examples);
        Assert.NotNull(Pages.Find(guide.Page));
    });

    [Fact]
    public void Every_page_is_in_the_program() => Assert.All(Pages.Names, page => Assert.StartsWith("# ", Pages.Find(page), StringComparison.Ordinal));

    [Fact]
    public void Every_example_is_a_line_that_the_parser_takes()
    {
        RootCommand root = CommandLine().Root;
        Assert.All(root.Subcommands.Where(command => !command.Hidden).SelectMany(command => VerbGuides.Find(command.Name)!.Examples), example =>
        {
            Assert.StartsWith("lockstep ", example.Line, StringComparison.Ordinal);
            string words = example.Line["lockstep ".Length..];
            if (words.StartsWith("rsync ", StringComparison.Ordinal))
            {
                // Its words are rsync's: what reads them throws where they are wrong.
                Assert.NotEmpty(RsyncInvocationReader.Read(words.Split(' ')[1..], _ => null).Sources);
                return;
            }

            Assert.Null(UsageError.Find(root.Parse(words)));
        });
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    public void Lines_fit_but_for_those_to_copy(int width)
    {
        RootCommand root = CommandLine().Root;
        Assert.All(root.Subcommands.Append<Command>(root), command =>
        {
            string[] lines = [.. new HelpText(width).Of(command).Split('\n').Where(line => line.Contains(' ', StringComparison.Ordinal) && !line.StartsWith("  lockstep ", StringComparison.Ordinal) && line.Trim().Contains(' '))];
            Assert.DoesNotContain(lines, line => line.Length > width);
        });
    }

    [Fact]
    public async Task Without_a_command_there_is_help_and_the_code_of_wrong_usage()
    {
        Assert.Equal(2, await RunAsync(""));
        Assert.StartsWith("Usage: lockstep COMMAND", Fixture.Remarks, StringComparison.Ordinal);
        Assert.Equal("", Fixture.Results);
    }

    [Theory]
    [InlineData("help push", "Usage: lockstep push [TARGET...]")]
    [InlineData("push --help", "Usage: lockstep push [TARGET...]")]
    [InlineData("push --nosuch -h", "Usage: lockstep push [TARGET...]")]
    [InlineData("help", "Usage: lockstep COMMAND")]
    [InlineData("--help", "Usage: lockstep COMMAND")]
    [InlineData("help config", "# Configuration")]
    [InlineData("help filters", "# ")]
    public async Task Help_is_what_was_asked_for_and_succeeds(string arguments, string start)
    {
        Assert.Equal(0, await RunAsync(arguments));
        Assert.StartsWith(start, Fixture.Results, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("-V")]
    [InlineData("version")]
    [InlineData("push --version")]
    public async Task The_version_is_one_line(string arguments)
    {
        Assert.Equal(0, await RunAsync(arguments));
        Assert.Matches(@"\Alockstep \d+\.\d+\.\d+\n\z", Fixture.Results);
    }

    [Theory]
    [InlineData("run box: ls", "write -- before it: lockstep run box: -- ls\n")]
    [InlineData("run prod ls 'x", "write -- before it: lockstep run prod -- ls ''\\''x'\n")]
    [InlineData("run ls", "write -- before it: lockstep run -- ls\n")]
    [InlineData("run gpu-1", "write: lockstep run gpu-1: -- CMD ARG..., or lockstep run gpu-1: --shell LINE\n")]
    [InlineData("run box: ls -la", "what is the command's own stands behind --: lockstep run [TARGET] -- CMD ARG...\n")]
    [InlineData("run prod -- cd x", "\n  lockstep run prod --shell 'cd x && CMD'\n")]
    public async Task A_command_without_its_dashes_is_answered_with_the_line_to_type(string arguments, string answer)
    {
        Home = Project.FullName;
        Directory.CreateDirectory(Path.Join(Home, ".ssh"));
        await File.WriteAllTextAsync(Path.Join(Home, ".ssh", "config"), "Host gpu-* !x\nhost=gpu-1 \"gpu-2\"\n", TestContext.Current.CancellationToken);
        await WriteSettingsAsync("[target.prod]\naddress='p:'");
        Assert.Equal(2, await RunAsync(arguments));
        Assert.Contains(answer, Fixture.Remarks, StringComparison.Ordinal);
        Assert.Empty(Runs);
    }

    [Fact]
    public async Task A_line_in_one_word_is_no_program()
    {
        Assert.Equal(2, await CommandLine().RunAsync(["run", "box:", "--", "ls -la"], TestContext.Current.CancellationToken));
        Assert.EndsWith("  lockstep run box: -- ls -la\n  lockstep run box: --shell 'ls -la'\n", Fixture.Remarks, StringComparison.Ordinal);
        Assert.Empty(Runs);
    }
}
