using System.Text;
using Lockstep.Cli.Commands;
using Lockstep.Filters;
using Lockstep.Filters.Git;
using Xunit;

namespace Lockstep.Tests.Filters;

public sealed class NestedRepositoriesTests
{
    private static readonly FilteredProject Project = new()
    {
        Options = new() { Hidden = true, CommandLine = [new(true, "wanted")], UserExcludes = new("~/ignore", "*.swp"u8.ToArray()) },
        Repositories = { [""] = ["a.c"], ["lib/"] = ["lib.log", "forced.o"], ["ignored/"] = ["theirs"] },
        RuleFiles =
        {
            [".gitignore"] = "*.log\nignored/\n",
            [".lockstepignore"] = "*.big\n",
            ["lib/.gitignore"] = "*.o\n",
            ["lib/.git/info/exclude"] = "scratch\n",
        },
    };

    [Theory]
    [InlineData("x.log", "Protect .gitignore:1: *.log")]
    [InlineData("lib/x.log", "Send")]
    [InlineData("lib/x.o", "Protect lib/.gitignore:1: *.o")]
    [InlineData("lib/forced.o", "Send tracked by git")]
    [InlineData("lib/sub/scratch", "Protect lib/.git/info/exclude:1: scratch")]
    [InlineData("lib/x.swp", "Protect ~/ignore:1: *.swp")]
    [InlineData("lib/x.big", "Protect .lockstepignore:1: *.big")]
    [InlineData("ignored/theirs", "Protect .gitignore:2: ignored/")]
    [InlineData("ignored/wanted", "Send --include: wanted")]
    public void Inside_a_nested_repository_its_own_rules_apply(string path, string verdict) => Assert.Equal(verdict, Project.Explain(path));

    [Theory]
    [InlineData("a.log", "Protect ../../.gitignore:1: *.log")]
    [InlineData("a.tmp", "Protect ../.gitignore:1: /shop/*.tmp")]
    [InlineData("a.key", "Protect ../../.git/info/exclude:1: *.key")]
    [InlineData("forced.log", "Send tracked by git")]
    [InlineData("other", "Send")]
    public void A_project_inside_a_repository_obeys_the_directories_above(string path, string verdict)
    {
        var facts = new GitFacts { Tracked = FilteredProject.Tracked("services/shop/forced.log"), InfoExclude = "*.key"u8.ToArray() };
        var enclosing = new EnclosingRepository(facts, "services/shop"u8.ToArray(), ["*.log"u8.ToArray(), "/shop/*.tmp\n"u8.ToArray()]);
        Assert.Equal(verdict, new FilteredProject { Enclosing = enclosing }.Explain(path));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("/services/")]
    [InlineData("shop")]
    public void A_repository_that_ignores_the_project_has_no_say_in_it(string rule)
    {
        var rules = Encoding.UTF8.GetBytes(rule + "\n*.log\n");
        var enclosing = new EnclosingRepository(new GitFacts(), "services/shop"u8.ToArray(), [rules, null]);
        Assert.Equal("Send", new FilteredProject { Enclosing = enclosing }.Explain("a.log"));
    }

    [Fact]
    public void A_repository_of_the_projects_own_hides_the_one_around_it()
    {
        var enclosing = new EnclosingRepository(new GitFacts(), "shop"u8.ToArray(), ["*.log"u8.ToArray()]);
        Assert.Equal("Send", new FilteredProject { Enclosing = enclosing, Repositories = { [""] = [] } }.Explain("a.log"));
    }
}
