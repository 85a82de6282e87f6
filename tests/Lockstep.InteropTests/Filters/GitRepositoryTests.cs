using System.Text;
using Lockstep.Cli.Commands;
using Lockstep.Files;
using Lockstep.Filters;
using Lockstep.Filters.Git;
using Lockstep.Wire.Messages;
using Xunit;

namespace Lockstep.InteropTests.Filters;

/// <summary>Repositories as git really lays them out.</summary>
public sealed class GitRepositoryTests
{
    [Theory]
    [InlineData("2")]
    [InlineData("3")]
    [InlineData("4")]
    public void The_tracked_paths_are_those_git_lists(string version)
    {
        using var repository = Filled();
        repository.Git("update-index", "--index-version", version);
        repository.Git("update-index", "--skip-worktree", "a.c");
        repository.Git("add", "-N", "later");
        Assert.Equal(TrackedByGit(repository), TrackedPaths(repository.Top));
    }

    [Fact]
    public void A_sha256_repository_is_read()
    {
        using var repository = Filled("--object-format=sha256");
        Assert.Equal(TrackedByGit(repository), TrackedPaths(repository.Top));
    }

    [Fact]
    public void A_conflicted_path_is_tracked()
    {
        using var repository = Filled();
        repository.Git("commit", "-qm", "base");
        repository.Git("checkout", "-qb", "other");
        repository.Write("a.c", "theirs");
        repository.Git("commit", "-qam", "theirs");
        repository.Git("checkout", "-q", "-");
        repository.Write("a.c", "ours");
        repository.Git("commit", "-qam", "ours");
        repository.Git("merge", "-q", "other");
        Assert.Contains("a.c", TrackedPaths(repository.Top));
        Assert.Equal(TrackedByGit(repository), TrackedPaths(repository.Top).Distinct());
    }

    [Fact]
    public void A_worktree_has_its_own_index_and_shares_info_exclude()
    {
        using var repository = Filled();
        repository.Git("commit", "-qm", "base");
        repository.Write(".git/info/exclude", "secret\n");
        repository.Git("worktree", "add", "-q", "../tree");
        var tree = Path.Combine(repository.Root, "tree");
        File.WriteAllText(Path.Combine(tree, "secret"), "");
        File.WriteAllText(Path.Combine(tree, "new"), "");
        repository.GitIn(tree, "", "rm", "-q", "--cached", "a.c");
        Assert.DoesNotContain("a.c", TrackedPaths(tree));
        Assert.Equal(["a.c", "d/b.c", "new"], Visible(tree));
        Assert.Equal(Path.Combine(repository.Top, ".git", "info", "exclude"), GitRepository.Open(tree)!.Facts.InfoExcludePath);
    }

    [Fact]
    public void A_submodule_obeys_its_own_rules_even_if_the_repository_ignores_its_directory()
    {
        using var library = Filled();
        library.Git("commit", "-qm", "base");
        using var repository = Filled();
        repository.Write(".gitignore", "*.log\nvendor/\n");
        repository.Git("submodule", "--quiet", "add", "-f", library.Top, "vendor/lib");
        repository.Write("vendor/lib/x.log");
        repository.Write("vendor/other");
        repository.Write("x.log");
        Assert.Equal([".gitmodules", "a.c", "d/b.c", "later", "vendor/lib/a.c", "vendor/lib/d/b.c", "vendor/lib/x.log"], Visible(repository.Top));
    }

    [Fact]
    public void A_nested_repository_obeys_its_own_rules()
    {
        using var repository = Filled();
        repository.Write(".gitignore", "*.log\n");
        repository.Write("nested/x.log");
        repository.Write("nested/x.o");
        repository.Write("nested/.gitignore", "*.o\n");
        repository.GitIn(Path.Combine(repository.Top, "nested"), "", "init", "-q");
        Assert.Equal(["a.c", "d/b.c", "later", "nested/x.log"], Visible(repository.Top));
    }

    [Fact]
    public void A_directory_named_like_a_repository_is_none()
    {
        using var repository = Filled();
        repository.Write(".gitignore", "*.log\n");
        repository.Write("fake/.git/junk");
        repository.Write("fake/x.log");
        Assert.Null(GitRepository.Open(Path.Combine(repository.Top, "fake")));
        Assert.Equal(["a.c", "d/b.c", "later"], Visible(repository.Top));
    }

    [Fact]
    public void A_sparse_index_is_read()
    {
        using var repository = Filled();
        repository.Git("add", "-A");
        repository.Git("commit", "-qm", "base");
        repository.Git("sparse-checkout", "set", "--cone", "--sparse-index");
        repository.Write("stray");
        Assert.Equal(["a.c", "d/"], TrackedPaths(repository.Top).Except(["later"]));
        Assert.Equal(["a.c", "later", "stray"], Visible(repository.Top));
    }

    [Fact]
    public void A_split_index_is_a_problem_that_says_what_to_do()
    {
        using var repository = Filled();
        repository.Git("update-index", "--split-index");
        var opened = GitRepository.Open(repository.Top)!;
        Assert.Equal(0, opened.Facts.Tracked.Count);
        Assert.Contains("--no-split-index", opened.Problem, StringComparison.Ordinal);
        Assert.StartsWith(Path.Combine(repository.Top, ".git", "index"), opened.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_repository_without_an_index_is_no_problem()
    {
        using var repository = new TemporaryRepository();
        var opened = GitRepository.Open(repository.Top);
        Assert.Equal((0, null), (opened!.Facts.Tracked.Count, opened.Problem));
    }

    [Fact]
    public void A_project_in_no_repository_has_none_around_it()
    {
        var directory = Directory.CreateTempSubdirectory("lockstep-plain-");
        Assert.Null(GitRepository.Discover(directory.FullName));
        directory.Delete();
    }

    [Fact]
    public void The_repository_around_a_project_is_found()
    {
        using var repository = Filled();
        repository.Write(".gitignore", "*.log\n");
        repository.Write("d/.gitignore", "/e/*.tmp\n");
        repository.Write("d/e/keep");
        repository.Write("d/e/x.tmp");
        repository.Write("d/e/x.log");
        var enclosing = GitRepository.Discover(Path.Combine(repository.Top, "d", "e") + "/")!.Repository;
        Assert.Equal("d/e", Encoding.UTF8.GetString(enclosing.ProjectPath.Span));
        Assert.Equal(["keep"], Visible(Path.Combine(repository.Top, "d", "e")));
    }

    [Fact]
    public void The_users_excludes_file_is_the_one_git_is_configured_with()
    {
        using var repository = Filled();
        repository.Write("../mine", "*.swp\n");
        repository.Git("config", "core.excludesFile", Path.Combine(repository.Root, "mine"));
        repository.Git("config", "core.ignoreCase", "true");
        (UserExcludes? excludes, bool ignoresCase) = GitRepositoryConfig.Read(repository.Top);
        Assert.Equal((Path.Combine(repository.Root, "mine"), "*.swp\n"), (excludes!.DisplayPath, Encoding.UTF8.GetString(excludes.Content)));
        Assert.True(ignoresCase);
    }

    private static TemporaryRepository Filled(params string[] initArguments)
    {
        var repository = new TemporaryRepository(initArguments);
        repository.Write("a.c");
        repository.Write("d/b.c");
        repository.Git("add", ".");
        repository.Write("later");
        return repository;
    }

    private static List<string> Visible(string project) => FilterWalker.ListFiles(project, new FilterOptions());

    private static string[] TrackedByGit(TemporaryRepository repository) =>
        [.. repository.Git("ls-files", "-z").Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct()];

    private static List<string> TrackedPaths(string directory)
    {
        var opened = GitRepository.Open(directory)!;
        Assert.Null(opened.Problem);
        return [.. Enumerable.Range(0, opened.Facts.Tracked.Count).Select(i => Encoding.UTF8.GetString(opened.Facts.Tracked[i]))];
    }
}
