using Xunit;

namespace Lockstep.Tests.Cli;

/// <summary>What commands do with <c>from</c> of a target.</summary>
public sealed class ProjectPartTests : CommandLineScene
{
    private const string Settings = """
        [target.site]
        address = "web:www"
        from = "./dist/"
        [target.docs]
        address = "web:docs"
        from = "docs"
        [target.api]
        address = "web:api"
        [group]
        both = ["site", "api"]
        sites = ["site", "docs"]
        """;

    [Theory]
    [InlineData("push site -n", "dist")]
    [InlineData("push api -n", ".")]
    [InlineData("push box: -n", ".")]
    [InlineData("status site", "dist")]
    [InlineData("diff site", "dist")]
    [InlineData("pull site", "dist")]
    [InlineData("undo site", "dist")]
    [InlineData("history site", "dist")]
    [InlineData("deploy site", "dist")]
    [InlineData("watch site", "dist")]
    [InlineData("run site -- ls", "dist")]
    [InlineData("run site --stop", "dist")]
    [InlineData("shell site -c ls", "dist")]
    public async Task A_command_opens_the_part_of_the_project_that_its_target_gets(string line, string opened)
    {
        await PrepareAsync();
        await RunAsync(line);
        Assert.Equal([opened], Opened.Distinct());
    }

    [Fact]
    public async Task Paths_are_written_from_the_current_directory_and_lie_in_that_part()
    {
        await PrepareAsync();

        Assert.Equal(0, await RunAsync("diff site dist/a.js"));
        Assert.Equal("a.js", Assert.Single(Compared).ToString());

        Assert.Equal(2, await RunAsync("diff site src/a.ts"));
        Assert.Contains($"src/a.ts is not in the project {Project.FullName}/dist", Fixture.Remarks, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("both", "dist of the project goes to 'site' and the whole project to 'api'")]
    [InlineData("sites", "dist of the project goes to 'site' and docs of the project to 'docs'")]
    public async Task Targets_of_different_parts_take_a_command_each(string group, string message)
    {
        await PrepareAsync();
        Assert.Equal(2, await RunAsync($"push {group}"));
        Assert.Contains($"{message}: one command has targets of one directory. Give one command for each", Fixture.Remarks, StringComparison.Ordinal);
        Assert.Empty(Calls);
    }

    [Fact]
    public async Task A_part_that_is_not_there_is_told_before_anything_is_done()
    {
        await WriteSettingsAsync(Settings);
        Assert.Equal(5, await RunAsync("push site"));
        Assert.Contains(
            $"{Project.FullName}/dist does not exist, and from = \"dist\" of target 'site' names it: nothing was done. Build it first, or correct 'from' in lockstep.toml",
            Fixture.Remarks,
            StringComparison.Ordinal);
        Assert.Empty(Opened);
    }

    [Fact]
    public async Task A_link_that_leads_out_of_the_project_is_no_part_of_it()
    {
        await WriteSettingsAsync(Settings);
        string elsewhere = Path.GetTempPath();
        File.CreateSymbolicLink(Path.Join(Project.FullName, "dist"), elsewhere);
        Assert.Equal(2, await RunAsync("push site"));
        Assert.Contains("from = \"dist\" of target 'site' leads to ", Fixture.Remarks, StringComparison.Ordinal);
        Assert.Contains("which is not in the project", Fixture.Remarks, StringComparison.Ordinal);
        Assert.Empty(Opened);
    }

    [Fact]
    public async Task A_doctor_looks_at_each_target_with_its_part()
    {
        await PrepareAsync();
        await RunAsync("doctor both");
        Assert.Equal([".", "dist"], Opened);
    }

    private Task PrepareAsync()
    {
        Project.CreateSubdirectory("dist");
        Project.CreateSubdirectory("docs");
        return WriteSettingsAsync(Settings);
    }
}
