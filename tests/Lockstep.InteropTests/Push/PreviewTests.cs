using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.InteropTests.Push;

/// <summary><c>--dry-run</c> shows the plan that a push then executes, and leaves no trace.</summary>
public sealed class PreviewTests(SharedSshServer shared)
{
    private const string Second = "rm -r old; mv a.txt b.txt; printf edited >> src/c; mkdir new; printf n > new/n; chmod 700 src";

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task A_preview_writes_nothing_and_tells_what_the_push_then_does(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("mkdir -p src old/x; printf a-content > a.txt; printf c > src/c; printf o > old/x/o");
        string empty = TreeJudge.Describe(place.TargetParent);
        ClientResult before = await place.PushedAsync("--dry-run");
        Assert.Equal(empty, TreeJudge.Describe(place.TargetParent));
        Assert.Equal(before.Changes, (await place.PushedAsync()).Changes);

        place.InProject(Second);
        string project = TreeJudge.Describe(place.Project), server = TreeJudge.Describe(place.TargetParent);
        ClientResult preview = await place.PushedAsync("-n");
        Assert.Equal((project, server), (TreeJudge.Describe(place.Project), TreeJudge.Describe(place.TargetParent)));
        ClientResult push = await place.PushedAsync();
        Assert.Equal(push.Changes, preview.Changes);
        Assert.Equal(8, push.Changes.Count);
        foreach (string count in new[] { "added", "updated", "deleted", "renamed", "unchanged" })
        {
            Assert.Equal(push.Count(count), preview.Count(count));
        }
    }

    [Fact]
    public async Task The_plan_reads_as_lines_on_standard_output()
    {
        using var place = new Workplace();
        place.InProject("mkdir -p src old/x; printf a-content > a.txt; printf c > src/c; printf o > old/x/o");
        await place.PushedAsync();
        place.InProject(Second);
        ClientResult preview = await place.RunAsync("-C", place.Project, "push", place.Address, "--dry-run");
        Assert.Equal(
            ["+ new/", "+ new/n", "- old/", "- old/x/", "- old/x/o", "> a.txt -> b.txt", "~ src/ (mode 0755 to 0700)", "~ src/c"],
            preview.Output.Split('\n')[..^2].Where(line => !line.Contains("./", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains("nothing was changed", preview.Output, StringComparison.Ordinal);
        Assert.Equal("", preview.Errors);
    }

    [Fact]
    public async Task A_preview_leaves_an_interrupted_push_as_it_is()
    {
        using var place = new Workplace();
        place.InProject("printf 1 > f");
        await place.PushedAsync();
        Shell.Run("mkdir -p stage/left; printf part > stage/left/part", place.State);
        place.InProject("printf 2 > f");
        string server = TreeJudge.Describe(place.TargetParent);
        await place.PushedAsync("--dry-run");
        Assert.Equal(server, TreeJudge.Describe(place.TargetParent));
    }
}
