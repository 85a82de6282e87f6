using System.Text.RegularExpressions;
using Lockstep.Cli.Help;
using Lockstep.Cli.Options;
using Lockstep.Cli.Texts;
using Xunit;

namespace Lockstep.Tests.Cli;

/// <summary>What agents are taught is true: each line of it is one that the command line takes, and each exit code is there.</summary>
public sealed partial class SkillTests : CommandLineScene
{
    private static string Skill => SkillText.In(Pages.Read("agents.md"));

    [Fact]
    public async Task It_is_one_page_with_a_head_that_agents_read()
    {
        Assert.Equal(0, await RunAsync("skill"));
        Assert.StartsWith("---\nname: lockstep\ndescription: ", Fixture.Results, StringComparison.Ordinal);
        Assert.Equal(Skill, Fixture.Results);
        Assert.InRange(Fixture.ResultLines.Length, 20, 80);
    }

    [Fact]
    public void Every_exit_code_says_what_to_do() =>
        Assert.All(Enum.GetValues<ExitCode>(), code => Assert.Matches($@"(?m)^\| {(int)code} \| .+ \| .+ \|$", Skill));

    [Fact]
    public void Every_command_line_in_it_is_taken()
    {
        string[] lines = [.. Lines().Matches(Pages.Read("agents.md")).Select(match => match.Groups[1].Value.Split(" > ")[0].Split(" >> ")[0]).Distinct()];
        Assert.True(lines.Length > 10);
        Assert.All(lines, line => Assert.Null(UsageError.Find(CommandLine().Root.Parse(line))));
    }

    [GeneratedRegex("(?:`|&& )lockstep ([^`]+)`")]
    private static partial Regex Lines();
}
