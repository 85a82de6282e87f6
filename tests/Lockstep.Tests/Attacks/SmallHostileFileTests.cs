using Lockstep.Cli.Settings;
using Lockstep.Files;
using Lockstep.Files.Scanning;
using Lockstep.Filters;
using Lockstep.Plan;
using Lockstep.Tests.Files;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, A7: a small file of a foreign project takes the stack, the memory or the time of the machine that looks at it. Each ends in a message that
/// names the file, and the line where there is one.
/// </summary>
public sealed class SmallHostileFileTests : IDisposable
{
    private static readonly string LongPattern = $"foo{string.Concat(Enumerable.Repeat("**/", 300_000))}bar";

    private readonly TemporaryDirectory _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("[project]\nexclude = [\"x\",\n  \"PATTERN\"]", "3:3: 'exclude' has the pattern 'foo**")]
    [InlineData("[project]\ninclude = [\"PATTERN\"]", "2:12: 'include' has the pattern 'foo**")]
    [InlineData("[project]\ndisposable = [\"PATTERN\"]", "2:15: 'disposable' has the pattern 'foo**")]
    [InlineData("[[on_change]]\npaths = [\"PATTERN\"]\nrun = \"x\"", "2:10: 'paths' has the pattern 'foo**")]
    public void A_pattern_of_a_megabyte_in_the_settings_is_an_error_with_its_place(string text, string told)
    {
        string message = Refusal(text.Replace("PATTERN", LongPattern, StringComparison.Ordinal));

        Assert.Contains($"lockstep.toml:{told}", message, StringComparison.Ordinal);
        Assert.Contains("the pattern is longer than 4096 bytes", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 1, 500);
    }

    [Fact]
    public void A_pattern_of_a_megabyte_on_the_command_line_is_an_error()
    {
        var options = new FilterOptions { CommandLine = [new CommandLineRule(IsInclude: false, LongPattern)] };

        Assert.False(FilterSet.TryCreate(options, out _, out FilterError? error));
        Assert.InRange(error.ToString().Length, 1, 500);
    }

    [Fact]
    public void The_longest_pattern_is_taken()
    {
        string longest = $"foo{string.Concat(Enumerable.Repeat("**/", 30))}{new string('b', 4096 - 93)}";

        Assert.True(FilterSet.TryCreate(new FilterOptions { Exclude = [longest] }, out _, out _));
        Assert.False(FilterSet.TryCreate(new FilterOptions { Exclude = [longest + "b"] }, out _, out _));
    }

    [Theory]
    [InlineData(".gitignore")]
    [InlineData(".lockstepignore")]
    public void A_pattern_of_a_megabyte_in_a_rule_file_holds_its_directory_back(string name)
    {
        _project.WithFile($"sub/{name}", $"# {LongPattern[..5000]}\nsecret\n{LongPattern}\n").WithFile("sub/secret").WithFile("other");

        AssertHeldBack($"its {name}:3 has a pattern that is too long, the most is 4096 bytes");
    }

    [Theory]
    [InlineData(".gitignore")]
    [InlineData(".lockstepignore")]
    public void A_rule_file_of_sixty_megabytes_holds_its_directory_back(string name)
    {
        _project.WithFile("sub/secret").WithFile("other");
        WithLength($"sub/{name}", 60 << 20);

        AssertHeldBack($"its {name} is 62914560 bytes long, the most is 1048576");
    }

    [Theory]
    [InlineData(".gitignore")]
    [InlineData(".lockstepignore")]
    public void A_rule_file_that_is_a_pipe_nobody_writes_to_holds_its_directory_back(string name)
    {
        _project.WithFile("sub/secret").WithFile("other").WithFifo($"sub/{name}");

        AssertHeldBack($"its {name} is no regular file, and nobody knows which rules it would give");
    }

    [Theory]
    [InlineData(".gitignore", "/dev/zero")]
    [InlineData(".lockstepignore", "../other")]
    public void A_rule_file_that_is_a_link_is_told_to_count_for_nothing(string name, string end)
    {
        _project.WithFile("sub/secret").WithFile("other").WithLink($"sub/{name}", end);

        ScanResult result = Scan();

        Problem problem = Assert.Single(result.Problems);
        Assert.Equal($"sub/{name}", problem.Path.ToString());
        Assert.StartsWith("is a symbolic link, which neither git nor Lockstep follows for rules", problem.Cause, StringComparison.Ordinal);
        Assert.Equal("other sub/ sub/secret", TreePicture.Of(result.Snapshot));
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("config")]
    [InlineData("packed-refs")]
    [InlineData("objects/info/alternates")]
    public void What_git_reads_of_a_repository_may_be_a_pipe_nobody_writes_to(string name)
    {
        WithRepository().WithDirectory(".git/objects/info");
        File.Delete(_project[$".git/{name}"]);
        _project.WithFifo($".git/{name}");

        SyncException failure = Assert.Throws<SyncException>(() => GitRepository.Open(_project.Path));

        Assert.Equal(ExitCode.Usage, failure.ExitCode);
        Assert.StartsWith($"{_project.Path}/.git/{name}: it is not a regular file, and git would wait for it.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x = ", "[", "lockstep.toml:1:")]
    [InlineData("x = ", "{a=", "lockstep.toml:1:")]
    [InlineData("\n[project]\nname = ", "[", "lockstep.toml:3:")]
    public void Values_nested_without_end_are_an_error_with_its_place(string head, string nest, string place) =>
        Assert.Contains(place, Refusal(head + string.Concat(Enumerable.Repeat(nest, 200_000))), StringComparison.Ordinal);

    [Fact]
    public void A_table_nested_without_end_is_an_error()
    {
        Assert.Contains("lockstep.toml:1:2: unknown key 'a'", Refusal($"[a{string.Concat(Enumerable.Repeat(".a", 100_000))}]"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_and_a_target_of_300_kilobytes_are_not_compared()
    {
        string name = new('t', 300_000);

        string message = Refusal($"[target.{name}]\naddress = \"box:\"\n[group]\nall = [\"{name}x\"]");

        Assert.Contains("lockstep.toml:4:8: group 'all' holds 'ttt", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 1, 1000);
    }

    [Fact]
    public void Thousands_of_wrong_members_of_thousands_of_targets_are_told_in_brief()
    {
        string targets = string.Concat(Enumerable.Range(0, 15_000).Select(i => $"[target.t{i}]\naddress='b:'\n"));
        string members = string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"'m{i}'"));

        string message = Refusal($"{targets}[group]\nall=[{members}]");

        Assert.StartsWith("50000 errors in lockstep.toml, of which the first 100 are shown\n", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 1, 100_000);
    }

    [Fact]
    public void Settings_that_are_a_pipe_nobody_writes_to_are_refused()
    {
        _project.WithFifo("lockstep.toml");
        AssertUnreadable("it is not a regular file");
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/tty")]
    [InlineData("/")]
    public void Settings_that_are_a_link_to_no_file_are_refused_unread(string end)
    {
        _project.WithLink("lockstep.toml", end);

        SyncException failure = Assert.Throws<SyncException>(() => SettingsFiles.Read(_project.Path, new UserEnvironment { CurrentDirectory = _project.Path }));

        Assert.Contains("lockstep.toml", failure.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, failure.ExitCode);
    }

    [Fact]
    public void Settings_that_are_a_directory_are_refused()
    {
        _project.WithDirectory("lockstep.toml");
        AssertUnreadable("it is a directory");
    }

    [Fact]
    public void Settings_of_a_terabyte_are_refused()
    {
        WithLength("lockstep.toml", 1L << 40);
        AssertUnreadable("it is 1099511627776 bytes long, the most is 1048576");
    }

    [Fact]
    public void The_index_of_git_may_be_a_pipe_nobody_writes_to()
    {
        WithRepository().WithFifo(".git/index");

        Assert.Contains($"{_project.Path}/.git/index: cannot tell which files git tracks: it is not a regular file", GitRepository.Open(_project.Path)!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_index_of_git_may_be_a_terabyte()
    {
        WithRepository();
        WithLength(".git/index", 1L << 40);

        Assert.Contains("it is 1099511627776 bytes long, the most is 268435456", GitRepository.Open(_project.Path)!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_list_of_excludes_of_git_may_be_no_file_or_too_long()
    {
        WithRepository().WithDirectory(".git/info").WithFifo(".git/info/exclude");
        Assert.Equal($"cannot read {_project.Path}/.git/info/exclude: it is not a regular file", Assert.Throws<SyncException>(() => GitRepository.Open(_project.Path)).Message);

        File.Delete(_project[".git/info/exclude"]);
        _project.WithFile(".git/info/exclude", $"\n\n{LongPattern}");
        Assert.Equal(
            (ExitCode.Usage, $"{_project.Path}/.git/info/exclude:3 has a pattern that is too long, the most is 4096 bytes"),
            Assert.Throws<SyncException>(() => GitRepository.Open(_project.Path)) is var failure ? (failure.ExitCode, failure.Message) : default);
    }

    [Fact]
    public void A_pointer_of_git_may_be_a_pipe_nobody_writes_to()
    {
        _project.WithFifo(".git");
        Assert.Null(GitRepository.Open(_project.Path));
    }

    private void WithLength(string path, long length)
    {
        using FileStream file = File.Create(_project[path]);
        file.SetLength(length);
    }

    private TemporaryDirectory WithRepository() => _project.WithFile(".git/HEAD", "ref: refs/heads/main\n").WithDirectory(".git/objects").WithDirectory(".git/refs");

    private void AssertUnreadable(string cause)
    {
        SyncException failure = Assert.Throws<SyncException>(() => SettingsFiles.Read(_project.Path, new UserEnvironment { CurrentDirectory = _project.Path }));

        Assert.StartsWith($"cannot read settings file lockstep.toml: {cause}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, failure.ExitCode);
    }

    private ScanResult Scan()
    {
        Assert.True(FilterSet.TryCreate(new FilterOptions(), out FilterSet? filters, out _));
        using RootedDirectory root = ProjectScanner.OpenProject(_project.Bytes);
        return ProjectScanner.Scan(root, filters, default, Lockstep.Tree.Snapshot.Absent, CancellationToken.None);
    }

    private void AssertHeldBack(string cause)
    {
        ScanResult result = Scan();

        Assert.Equal([("sub", cause)], result.Problems.Select(problem => (problem.Path.ToString(), problem.Cause)));
        Assert.Equal("other sub/", TreePicture.Of(result.Snapshot));
    }

    private static string Refusal(string text) =>
        Assert.Throws<SyncException>(() => SettingsFile.Parse(text, "lockstep.toml", "/project", "/home/ada", isProjects: true)).Message;
}
