using Lockstep.Filters;
using Xunit;

namespace Lockstep.Tests.Filters;

/// <summary>The order of the levels, a line a case: the verdict is the word and rule <c>explain</c> shows.</summary>
public sealed class LevelsTests
{
    private const string Hidden = "Protect hidden, the name starts with '.' (--hidden or an include sends it)";
    private const string VersionControl = "Protect version control directory, never sent unless an include names it";
    private const string State = "Protect Lockstep's own state is never sent";
    private const string Tracked = "Send tracked by git";

    private static readonly FilteredProject Project = new()
    {
        Repositories = { [""] = ["src/a.c", "debug.log", "build/kept/b", ".github/ci.yml", ".editorconfig", "vendor/lib@", "ours.tmp"] },
        RuleFiles =
        {
            [".gitignore"] = "*.log\nbuild/\n!.env.sample\nvendor/\n",
            [".lockstepignore"] = "*.tmp\n!loud.log\n",
            ["src/.gitignore"] = "!seen.log\n*.gen\n",
            ["src/.lockstepignore"] = "seen.log\n",
            [".git/info/exclude"] = "private\n*.gen\n",
        },
    };

    [Theory]
    [InlineData("src/", "Send")]
    [InlineData("src/new.c", "Send")]
    [InlineData("src/a.c", Tracked)]
    [InlineData("x.log", "Protect .gitignore:1: *.log")]
    [InlineData("src/x.log", "Protect .gitignore:1: *.log")]
    [InlineData("debug.log", Tracked)]
    [InlineData("loud.log", "Send .lockstepignore:2: !loud.log")]
    [InlineData("src/seen.log", "Protect src/.lockstepignore:1: seen.log")]
    [InlineData("src/x.gen", "Protect src/.gitignore:2: *.gen")]
    [InlineData("x.gen", "Protect .git/info/exclude:2: *.gen")]
    [InlineData("private/x", "Protect .git/info/exclude:1: private")]
    [InlineData("ours.tmp", Tracked)]
    [InlineData("their.tmp", "Protect .lockstepignore:1: *.tmp")]
    [InlineData("build/", "Descend .gitignore:2: build/")]
    [InlineData("build/other/", "Protect .gitignore:2: build/")]
    [InlineData("build/kept/b", Tracked)]
    [InlineData("build/kept/c", "Protect .gitignore:2: build/")]
    [InlineData("vendor/", "Descend .gitignore:4: vendor/")]
    [InlineData("vendor/lib/", Tracked)]
    [InlineData("vendor/lib/x.c", "Send")]
    [InlineData("vendor/other/", "Protect .gitignore:4: vendor/")]
    [InlineData(".env", Hidden)]
    [InlineData(".env.sample", "Send .gitignore:3: !.env.sample")]
    [InlineData(".editorconfig", Tracked)]
    [InlineData(".github/ci.yml", Tracked)]
    [InlineData(".github/local.yml", Hidden)]
    [InlineData(".ssh/id_rsa", Hidden)]
    [InlineData(".git/config", VersionControl)]
    [InlineData("src/.hg/", VersionControl)]
    [InlineData(".svn", VersionControl)]
    [InlineData(".jj/", VersionControl)]
    [InlineData(".gitx", Hidden)]
    [InlineData(".lockstep/", State)]
    [InlineData(".LockStep/", State)]
    [InlineData("src/.lockstep/lock", State)]
    [InlineData(".lockstepignore", Hidden)]
    public void The_first_level_with_an_opinion_decides(string path, string verdict) => Assert.Equal(verdict, Project.Explain(path));

    [Theory]
    [InlineData(".env", "Send")]
    [InlineData(".ssh/id_rsa", "Send")]
    [InlineData(".git/config", VersionControl)]
    [InlineData(".lockstep/x", State)]
    public void Hidden_entries_are_sent_when_asked_for(string path, string verdict) =>
        Assert.Equal(verdict, (Project with { Options = new() { Hidden = true } }).Explain(path));

    [Theory]
    [InlineData("x.log", "Send")]
    [InlineData("build/other/x", "Send")]
    [InlineData("private/x", "Send")]
    [InlineData("their.tmp", "Protect .lockstepignore:1: *.tmp")]
    [InlineData("ours.tmp", Tracked)]
    [InlineData(".editorconfig", Tracked)]
    [InlineData(".env", Hidden)]
    public void Without_gitignore_only_its_rules_fall_away(string path, string verdict) =>
        Assert.Equal(verdict, (Project with { Options = new() { UseGitignore = false } }).Explain(path));

    [Theory]
    [InlineData("a.swp", "Protect ~/.config/git/ignore:1: *.swp")]
    [InlineData("src/keep.swp", "Send")]
    public void The_users_own_file_is_the_lowest_ignore_file(string path, string verdict)
    {
        var options = new FilterOptions { UserExcludes = new("~/.config/git/ignore", "*.swp\n!keep.swp\n"u8.ToArray()) };
        Assert.StartsWith(verdict, (Project with { Options = options }).Explain(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_says_which_directory_decided() => Assert.Equal("build".Length, Project.Judge("build/kept/c").MatchedLength);

    [Fact]
    public void Unprintable_patterns_are_escaped() =>
        Assert.Equal("Protect .gitignore:1: a\\x01", new FilteredProject { RuleFiles = { [".gitignore"] = "a\u0001" } }.Explain("a\u0001"));
}
