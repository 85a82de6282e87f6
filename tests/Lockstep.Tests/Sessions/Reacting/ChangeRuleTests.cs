using Lockstep.Filters;
using Lockstep.Sessions.Reacting;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions.Reacting;

/// <summary>Which rules a batch fires.</summary>
public sealed class ChangeRuleTests
{
    [Theory]
    [InlineData("requirements.txt", "requirements.txt", true)]
    [InlineData("requirements.txt", "api/requirements.txt", true)]
    [InlineData("/requirements.txt", "api/requirements.txt", false)]
    [InlineData("*.c", "src/deep/a.c", true)]
    [InlineData("*.c", "src/a.cc", false)]
    [InlineData("src/", "src/a.c", true)]
    [InlineData("src/", "lib/src/a.c", true)]
    [InlineData("/src/", "lib/src/a.c", false)]
    [InlineData("src", "src", true)]
    [InlineData("src/*.c", "src/a.c", true)]
    [InlineData("src/*.c", "src/deep/a.c", false)]
    [InlineData("src/**/*.c", "src/deep/a.c", true)]
    [InlineData("*.py !test_*", "app.py", true)]
    [InlineData("*.py !test_*", "test_app.py", false)]
    [InlineData("!test_* *.py", "test_app.py", true)]
    [InlineData("*", "a/b", true)]
    [InlineData(".env", ".env", true)]
    [InlineData("*.md *.txt", "b.txt", true)]
    [InlineData("[ab].txt", "b.txt", true)]
    [InlineData("x", "y", false)]
    public void A_rule_s_patterns_are_those_of_ignore_files(string patterns, string path, bool fires) =>
        Assert.Equal(fires, ChangeRule.Due([Rule(patterns, "make")], [RelativePath.Parse(path)]).Count == 1);

    [Theory]
    [InlineData("a.c", "make")]
    [InlineData("a.c b.c", "make")]
    [InlineData("a.md z/a.c", "make,docs")]
    [InlineData("a.md", "docs")]
    [InlineData("a.h", "")]
    [InlineData("", "")]
    public void Each_rule_fires_once_for_a_batch_in_the_order_of_the_rules(string changed, string commands)
    {
        ChangeRule[] rules = [Rule("*.c", "make"), Rule("*.md", "docs")];
        RelativePath[] paths = [.. changed.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(RelativePath.Parse)];
        Assert.Equal(commands, string.Join(',', ChangeRule.Due(rules, paths).Select(rule => rule.Command)));
    }

    [Fact]
    public void A_pattern_that_can_match_nothing_is_refused()
    {
        Assert.False(PathPatterns.TryCreate(["ok", "a["], out _, out FilterError? error));
        Assert.Equal("a[", error.Pattern);
    }

    internal static ChangeRule Rule(string patterns, string command)
    {
        Assert.True(PathPatterns.TryCreate(patterns.Split(' '), out PathPatterns? compiled, out FilterError? error), error?.ToString());
        return new ChangeRule(compiled, command, Timeout.InfiniteTimeSpan);
    }
}
