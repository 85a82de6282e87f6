using System.Diagnostics;
using Lockstep.Cli.Commands;
using Lockstep.Files;
using Lockstep.Files.Scanning;
using Lockstep.Filters;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Scanning;

public sealed class ScanRulesTests : IDisposable
{
    private readonly TemporaryDirectory _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Hidden_and_ignored_entries_stay_here_and_are_counted()
    {
        _project.WithFile(".env").WithFile(".cache/x").WithFile("a.log").WithFile("build/x").WithFile("src/b.log").WithFile("src/main")
            .WithFile(".gitignore", "*.log\n/build/\n").WithFile(".lockstep/state");

        ScanResult result = Scan(new FilterOptions());
        Assert.Equal("src/ src/main", TreePicture.Of(result.Snapshot));
        Assert.Equal((3, 3), (result.Skipped.Hidden, result.Skipped.Ignored));
    }

    [Fact]
    public void Rule_files_count_from_their_directory_down()
    {
        _project.WithFile("a/.gitignore", "x\n").WithFile("a/x").WithFile("a/b/x")
            .WithFile("b/x").WithFile("b/.lockstepignore", "y").WithFile("b/y");

        Assert.Equal("a/ a/b/ b/ b/x", TreePicture.Of(Scan(new FilterOptions()).Snapshot));
    }

    [Fact]
    public void An_ignore_file_that_is_a_link_does_not_count()
    {
        _project.WithFile("rules", "x\n").WithFile("x").WithLink(".gitignore", "rules");

        Assert.Equal("rules x", TreePicture.Of(Scan(new FilterOptions()).Snapshot));
    }

    [Fact]
    public void A_protected_directory_is_not_even_opened()
    {
        _project.WithFile(".gitignore", "/private/\n").WithFile("private/x").WithFile("open/x");
        var listed = new List<string>();

        Scan(new FilterOptions(), new ScanHooks(Listed: path => listed.Add(path.ToString())));
        Assert.Equal([".", "open"], listed);
    }

    [Fact]
    public void A_directory_entered_for_something_below_stays_only_with_it()
    {
        _project.WithFile(".hidden/keep/wanted").WithFile(".hidden/other/x").WithFile(".empty/x").WithFile("plain");

        ScanResult result = Scan(new FilterOptions { Include = ["wanted"] });
        Assert.Equal(".hidden/ .hidden/keep/ .hidden/keep/wanted plain", TreePicture.Of(result.Snapshot));
        Assert.False(result.Snapshot.Find(RelativePath.Parse(".hidden")).Content.IsKnown);
    }

    [Fact]
    public void An_ignore_file_that_cannot_be_read_keeps_its_whole_directory_back()
    {
        _project.WithFile("dir/.gitignore", "secret\n").WithFile("dir/secret").WithFile("file")
            .WithMode("dir/.gitignore", "0").WithMode("", "755");

        ScanResult? result = null;
        UnprivilegedThread.Run(() => result = Scan(new FilterOptions()));
        Assert.Equal("dir/ file", TreePicture.Of(result!.Snapshot));
        Assert.Equal("its .gitignore cannot be read: permission denied", Assert.Single(result.Problems).Cause);
        Assert.Equal("dir", TreePicture.Of(result.Incomplete));
    }

    [Fact]
    public void What_git_tracks_is_sent_though_ignored_from_a_worktree_too()
    {
        _project.WithFile("repository/.gitignore", "*.log\n").WithFile("repository/tracked.log").WithFile("repository/other.log");
        Git("init", "-q", "repository");
        Git("-C", "repository", "add", "-f", "tracked.log");
        Git("-C", "repository", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "one");
        Git("-C", "repository", "worktree", "add", "-q", "../worktree");
        _project.WithFile("worktree/.gitignore", "*.log\n").WithFile("worktree/other.log")
            .WithFile("repository/.git/info/exclude", "excluded\n").WithFile("worktree/excluded");

        Assert.Equal("tracked.log", TreePicture.Of(Scan(new FilterOptions(), at: "repository").Snapshot));
        Assert.Equal("tracked.log", TreePicture.Of(Scan(new FilterOptions(), at: "worktree").Snapshot));
    }

    [Fact]
    public void A_project_below_the_top_of_a_repository_obeys_the_rules_above_it()
    {
        _project.WithFile("repository/.gitignore", "*.log\n").WithFile("repository/services/.gitignore", "*.tmp\n")
            .WithFile("repository/services/shop/a.log").WithFile("repository/services/shop/a.tmp")
            .WithFile("repository/services/shop/kept.tmp").WithFile("repository/services/shop/main");
        Git("init", "-q", "repository");
        Git("-C", "repository", "add", "-f", "services/shop/kept.tmp");

        Assert.Equal("kept.tmp main", TreePicture.Of(Scan(new FilterOptions(), at: "repository/services/shop").Snapshot));
    }

    [Fact]
    public void A_repository_of_sha256_is_read_too()
    {
        _project.WithFile("repository/.gitignore", "*.log\n").WithFile("repository/tracked.log");
        Git("init", "-q", "--object-format=sha256", "repository");
        Git("-C", "repository", "add", "-f", "tracked.log");

        Assert.Equal("tracked.log", TreePicture.Of(Scan(new FilterOptions(), at: "repository").Snapshot));
    }

    [Fact]
    public void An_index_that_cannot_be_used_is_a_problem_and_no_reason_to_stop()
    {
        _project.WithFile("repository/file");
        Git("init", "-q", "repository");
        _project.WithFile("repository/.git/index", "no index");

        ScanResult result = Scan(new FilterOptions(), at: "repository");
        Assert.Equal("file", TreePicture.Of(result.Snapshot));
        Assert.Equal(".git", Assert.Single(result.Problems).Path.ToString());
        Assert.Empty(result.Incomplete);
    }

    [Fact]
    public void A_git_directory_that_is_no_repository_has_no_say()
    {
        _project.WithFile("project/.git/info/exclude", "file\n").WithFile("project/file");

        Assert.Equal("file", TreePicture.Of(Scan(new FilterOptions(), at: "project").Snapshot));
    }

    private ScanResult Scan(FilterOptions options, ScanHooks hooks = default, string at = "")
    {
        Assert.True(FilterSet.TryCreate(options, out FilterSet? filters, out FilterError? error), error?.ToString());
        using RootedDirectory root = ProjectScanner.OpenProject(System.Text.Encoding.UTF8.GetBytes(_project[at]));
        return ProjectScanner.Scan(root, filters, hooks, workers: 1, TestContext.Current.CancellationToken);
    }

    private void Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = _project.Path };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using Process git = Process.Start(start)!;
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
