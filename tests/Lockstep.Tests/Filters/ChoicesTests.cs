using Lockstep.Cli.Commands;
using Lockstep.Filters;
using Lockstep.Filters.Patterns;
using Xunit;

namespace Lockstep.Tests.Filters;

/// <summary>What the user chooses: <c>+</c> is --include, <c>-</c> is --exclude, in the order given.</summary>
public sealed class ChoicesTests
{
    private const string Ignored = "build/\nnode_modules/\n*.log\n";

    [Theory]
    [InlineData("-*.c", "a.c", VerdictKind.Protect)]
    [InlineData("-*.c", "a.h", VerdictKind.Send)]
    [InlineData("-*.c +a.c", "a.c", VerdictKind.Send)]
    [InlineData("+a.c -*.c", "a.c", VerdictKind.Protect)]
    [InlineData("-/data/", "data/x", VerdictKind.Protect)]
    [InlineData("-/data/", "src/data/x", VerdictKind.Send)]
    [InlineData("-tracked", "tracked", VerdictKind.Protect)]
    [InlineData("-tracked", "tracked.d/", VerdictKind.Send)]
    [InlineData("+.env", ".env", VerdictKind.Send)]
    [InlineData("+.env", "src/.env", VerdictKind.Send)]
    [InlineData("+/.env", "src/.env", VerdictKind.Protect)]
    [InlineData("+x.log", "x.log", VerdictKind.Send)]
    [InlineData("+build/keep", "build/", VerdictKind.Descend)]
    [InlineData("+build/keep", "build/keep", VerdictKind.Send)]
    [InlineData("+build/keep", "build/keep/deep/er", VerdictKind.Send)]
    [InlineData("+build/keep", "build/other/", VerdictKind.Protect)]
    [InlineData("+build/keep", "node_modules/", VerdictKind.Protect)]
    [InlineData("+build/*/keep", "build/a/", VerdictKind.Descend)]
    [InlineData("+build/*/keep", "build/a/b/", VerdictKind.Protect)]
    [InlineData("+build/**/keep", "build/a/b/", VerdictKind.Descend)]
    [InlineData("+build/**/keep", "build/a/b/keep", VerdictKind.Send)]
    [InlineData("+keep", "node_modules/", VerdictKind.Descend)]
    [InlineData("+keep", "node_modules/a/keep", VerdictKind.Send)]
    [InlineData("+keep", "node_modules/a/other", VerdictKind.Protect)]
    [InlineData("+keep", ".cache/x/keep", VerdictKind.Send)]
    [InlineData("+keep", ".git/", VerdictKind.Protect)]
    [InlineData("+keep", ".lockstep/", VerdictKind.Protect)]
    [InlineData("+.lockstep", ".lockstep/", VerdictKind.Protect)]
    [InlineData("+*", ".git/", VerdictKind.Protect)]
    [InlineData("+*", ".env", VerdictKind.Send)]
    [InlineData("+vendor/", "vendor/lib/.git/", VerdictKind.Protect)]
    [InlineData("+vendor/", "vendor/lib/.hidden", VerdictKind.Send)]
    [InlineData("+.git", ".git/", VerdictKind.Send)]
    [InlineData("+.git", ".git/objects/aa", VerdictKind.Send)]
    [InlineData("+.git", "sub/.git/HEAD", VerdictKind.Send)]
    [InlineData("+/.git", "sub/.git/", VerdictKind.Protect)]
    [InlineData("+.git/hooks", ".git/", VerdictKind.Descend)]
    [InlineData("+.git/hooks", ".git/hooks/pre-commit", VerdictKind.Send)]
    [InlineData("+.git/hooks", ".git/objects/", VerdictKind.Protect)]
    [InlineData("+*.sample +.git/hooks", ".git/x.sample", VerdictKind.Protect)]
    [InlineData("+.git -.git", ".git/", VerdictKind.Protect)]
    [InlineData("+.git -*.lock", ".git/index.lock", VerdictKind.Protect)]
    [InlineData("-build +build/keep", "build/keep/x", VerdictKind.Send)]
    [InlineData("+build/keep -build", "build/keep/x", VerdictKind.Protect)]
    [InlineData("+build/keep -build", "build/", VerdictKind.Protect)]
    [InlineData("+build -*.o", "build/a.o", VerdictKind.Protect)]
    [InlineData("+build -*.o", "build/a.c", VerdictKind.Send)]
    [InlineData("-*.o +build", "build/a.o", VerdictKind.Send)]
    [InlineData("+build -build/tmp +build/tmp/keep", "build/tmp/keep", VerdictKind.Send)]
    [InlineData("+build -build/tmp +build/tmp/keep", "build/tmp/other", VerdictKind.Protect)]
    [InlineData("-*.log -!loud.log", "loud.log", VerdictKind.Send)]
    [InlineData("-!x.log", "node_modules/x.log", VerdictKind.Protect)]
    [InlineData("-!x.log", "node_modules/", VerdictKind.Protect)]
    [InlineData("-!build/", "build/x.log", VerdictKind.Protect)]
    [InlineData("-!build/", "build/x", VerdictKind.Send)]
    [InlineData("+.e* +!.env", ".env", VerdictKind.Protect)]
    [InlineData("+.e* +!.env", ".editorconfig", VerdictKind.Send)]
    [InlineData("-deep +keep", "deep/a/b/keep", VerdictKind.Send)]
    [InlineData("+keep/", "build/keep", VerdictKind.Protect)]
    [InlineData("+keep/", "build/keep/x", VerdictKind.Send)]
    public void On_the_command_line_the_last_one_given_wins(string rules, string path, VerdictKind verdict)
    {
        var commandLine = rules.Split(' ').Select(static rule => new CommandLineRule(rule[0] == '+', rule[1..])).ToList();
        Assert.Equal(verdict, Project(new FilterOptions { CommandLine = commandLine }).Judge(path).Kind);
    }

    [Theory]
    [InlineData("a.tmp", VerdictKind.Send)]
    [InlineData("b.tmp", VerdictKind.Protect)]
    [InlineData("c.tmp", VerdictKind.Protect)]
    [InlineData("d.keep", VerdictKind.Protect)]
    public void Include_of_the_file_wins_over_its_exclude_and_the_command_line_over_both(string path, VerdictKind verdict)
    {
        var options = new FilterOptions { Exclude = ["*.tmp"], Include = ["a.tmp", "c.tmp"], CommandLine = [new(false, "c.tmp"), new(false, "d.*")] };
        Assert.Equal(verdict, Project(options).Judge(path).Kind);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("!", "empty")]
    [InlineData("/", "empty")]
    [InlineData("[a", "no closing ']'")]
    [InlineData("a/[!", "no closing ']'")]
    [InlineData("[[:letter:]]", "unknown class")]
    [InlineData("a\\", "lone '\\'")]
    [InlineData("a//b", "two slashes")]
    [InlineData("./a", "relative to the project")]
    [InlineData("../a", "relative to the project")]
    [InlineData("a\0b", "NUL")]
    public void A_pattern_that_cannot_match_is_an_error_that_says_why(string pattern, string cause)
    {
        Assert.False(FilterSet.TryCreate(new FilterOptions { Exclude = ["ok", pattern] }, out _, out var error));
        Assert.Equal(("lockstep.toml exclude", pattern), (error.Source, error.Pattern));
        Assert.Contains(cause, error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_may_have_63_directories_and_no_more()
    {
        Assert.True(FilterSet.TryCreate(new FilterOptions { Include = [Deep(63)] }, out var filters, out _));
        Assert.Equal(VerdictKind.Send, new FilteredProject { Options = new() { Exclude = ["a/"], Include = [Deep(63)] } }.Judge(Deep(63)).Kind);
        Assert.NotNull(filters);
        Assert.False(FilterSet.TryCreate(new FilterOptions { Include = [Deep(64)] }, out _, out var error));
        Assert.Contains("63", error.Cause, StringComparison.Ordinal);
    }

    private static string Deep(int directories) => string.Concat(Enumerable.Repeat("a/", directories)) + "x";

    private static FilteredProject Project(FilterOptions options) => new()
    {
        Options = options,
        RuleFiles = { [".gitignore"] = Ignored },
        Repositories = { [""] = ["tracked"] },
    };
}
