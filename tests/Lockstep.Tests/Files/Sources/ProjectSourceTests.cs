using Lockstep.Files.Sources;
using Lockstep.Native.Disk;
using Lockstep.Plan;

namespace Lockstep.Tests.Files.Sources;

/// <summary>Which project a directory is, at which commit, and whether its tree is the commit's.</summary>
public sealed class ProjectSourceTests : IDisposable
{
    private readonly GitScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Two_checkouts_are_one_project_and_two_directories_of_one_checkout_are_two()
    {
        _scene.Write("repository/shop/a", "1");
        _scene.Write("repository/blog/a", "1");
        string root = GitScene.Commit(_scene.Repository, "one");
        string head = GitScene.Commit(_scene.Repository, "two");
        string clone = _scene.Clone("clone");
        RunSource shop = _scene.SourceOf(Path.Combine(_scene.Repository, "shop")).Identify();
        Assert.Equal(($"git:{root}/shop", "~/repository/shop", head, "main"), (shop.Project, shop.Directory, shop.Commit, shop.Branch));
        Assert.Equal(shop.Project, _scene.SourceOf(Path.Combine(clone, "shop")).Identify().Project);
        Assert.NotEqual(shop.Project, _scene.SourceOf(Path.Combine(clone, "blog")).Identify().Project);
        Assert.Equal($"git:{root}", _scene.SourceOf(clone).Identify().Project);
    }

    [Fact]
    public void The_commit_is_found_in_loose_and_packed_references_in_worktrees_and_without_a_branch()
    {
        string first = GitScene.Commit(_scene.Repository, "one");
        string second = GitScene.Commit(_scene.Repository, "two");
        Assert.Equal(second, _scene.SourceOf(_scene.Repository).Identify().Commit);
        GitScene.Git(_scene.Repository, "pack-refs", "--all");
        Assert.Equal(second, _scene.SourceOf(_scene.Repository).Identify().Commit);
        GitScene.Git(_scene.Repository, "worktree", "add", "--quiet", "-b", "fix/one", _scene.Place("tree"), first);
        RunSource tree = _scene.SourceOf(_scene.Place("tree")).Identify();
        Assert.Equal((first, "fix/one"), (tree.Commit, tree.Branch));
        Assert.Equal(_scene.SourceOf(_scene.Repository).Identify().Project, tree.Project);
        GitScene.Git(_scene.Place("tree"), "checkout", "--quiet", "--detach");
        Assert.Equal((first, ""), (_scene.SourceOf(_scene.Place("tree")).Identify().Commit, _scene.SourceOf(_scene.Place("tree")).Identify().Branch));
    }

    [Fact]
    public void A_directory_outside_git_is_known_again_until_another_one_stands_at_its_path()
    {
        Directory.CreateDirectory(_scene.Place("plain"));
        RunSource plain = _scene.SourceOf(_scene.Place("plain")).Identify();
        Assert.StartsWith("dir:", plain.Project, StringComparison.Ordinal);
        Assert.Equal("", plain.Commit);
        Assert.Equal(plain, _scene.SourceOf(_scene.Place("plain")).Identify());

        // Moved away, so that the new one cannot get the same inode.
        Directory.Move(_scene.Place("plain"), _scene.Place("moved"));
        Directory.CreateDirectory(_scene.Place("plain"));
        Assert.NotEqual(plain.Project, _scene.SourceOf(_scene.Place("plain")).Identify().Project);
    }

    [Fact]
    public void A_directory_that_becomes_a_checkout_is_still_the_one_it_was()
    {
        Directory.CreateDirectory(_scene.Place("plain"));
        RunSource before = _scene.SourceOf(_scene.Place("plain")).Identify();
        GitScene.Git(_scene.Place("plain"), "init", "--quiet");
        Assert.Equal(before.Project, _scene.SourceOf(_scene.Place("plain")).Identify().Project);
        GitScene.Commit(_scene.Place("plain"), "one");
        Assert.NotEqual(before.Project, _scene.SourceOf(_scene.Place("plain")).Identify().Project);
        Assert.True(_scene.SourceOf(_scene.Place("plain")).WasDirectory(before));
        Assert.False(_scene.SourceOf(_scene.Repository).WasDirectory(before));
    }

    [Fact]
    public void A_commit_is_contained_in_what_comes_after_it_and_nobody_tells_of_an_unknown_one()
    {
        string first = GitScene.Commit(_scene.Repository, "one");
        string clone = _scene.Clone("clone");
        string second = GitScene.Commit(_scene.Repository, "two");
        Assert.True(_scene.SourceOf(_scene.Repository).Contains(first));
        Assert.True(_scene.SourceOf(_scene.Repository).Contains(second));
        Assert.Null(_scene.SourceOf(clone).Contains(second));
        string third = GitScene.Commit(clone, "another two");
        GitScene.Git(_scene.Repository, "fetch", "--quiet", clone);
        Assert.False(_scene.SourceOf(_scene.Repository).Contains(third));
    }

    [Fact]
    public void A_shallow_checkout_does_not_take_where_its_history_is_cut_for_its_root()
    {
        GitScene.Commit(_scene.Repository, "one");
        GitScene.Commit(_scene.Repository, "two");
        string shallow = _scene.Clone("shallow", "--depth=1");
        Assert.Equal("", _scene.SourceOf(shallow).Identify().Project);
        GitScene.Git(shallow, "fetch", "--quiet", "--unshallow");
        Assert.Equal(_scene.SourceOf(_scene.Repository).Identify().Project, _scene.SourceOf(shallow).Identify().Project);
    }

    [Fact]
    public void A_checkout_is_clean_until_something_of_it_is_changed_new_or_missing()
    {
        _scene.Write("repository/a", "one");
        _scene.Write("repository/d/b", "two");
        _scene.Write("repository/excluded", "not sent");
        GitScene.Commit(_scene.Repository, "one");
        string clone = _scene.Clone("clone");
        Assert.True(_scene.Describe(clone).IsClean);
        Assert.True(_scene.Describe(clone).IsVerbatim);
        Assert.True(_scene.Describe(Path.Combine(clone, "d")).IsClean);

        File.SetLastWriteTimeUtc(Path.Combine(clone, "a"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.True(_scene.Describe(clone).IsClean, "a file that was touched");

        File.WriteAllText(Path.Combine(clone, "excluded"), "changed");
        Assert.True(_scene.Describe(clone).IsClean, "a file that is not sent");

        AssertDirty(clone, () => File.WriteAllText(Path.Combine(clone, "a"), "two"), "another content of the same size");
        AssertDirty(clone, () => File.WriteAllText(Path.Combine(clone, "new"), ""), "a new file");
        AssertDirty(clone, () => File.Delete(Path.Combine(clone, "d/b")), "a missing file");
        using (DirectoryHandle directory = DirectoryHandle.Open(System.Text.Encoding.UTF8.GetBytes(clone)))
        {
            AssertDirty(clone, () => directory.SetMode("a"u8, 0x1ed), "another mode");
        }

        AssertDirty(
            clone,
            () =>
            {
                File.WriteAllText(Path.Combine(clone, "a"), "two");
                GitScene.Git(clone, "add", "a");
            },
            "a change that is added and not committed");
    }

    [Fact]
    public void A_checkout_whose_line_ends_or_contents_git_may_convert_is_clean_and_not_verbatim()
    {
        _scene.Write("repository/a", "one\n");
        _scene.Write("repository/.gitattributes", "# comment text\n*.bin -text binary\n");
        GitScene.Commit(_scene.Repository, "one");
        Assert.True(_scene.Describe(_scene.Clone("plain")).IsVerbatim);

        _scene.Write("repository/.gitattributes", "*.big filter=lfs diff=lfs merge=lfs -text\n");
        GitScene.Commit(_scene.Repository, "two");
        RunSource converted = _scene.Describe(_scene.Clone("converted"));
        Assert.Equal((true, false), (converted.IsClean, converted.IsVerbatim));

        string line = _scene.Clone("line", "--branch=main", "--config=core.autocrlf=input");
        GitScene.Git(line, "reset", "--quiet", "--hard", "HEAD~1");
        Assert.Equal((true, false), (_scene.Describe(line).IsClean, _scene.Describe(line).IsVerbatim));
    }

    [Fact]
    public void What_was_saved_after_the_index_was_written_makes_a_run_unclean_without_reading_it()
    {
        _scene.Write("repository/a", "one");
        GitScene.Commit(_scene.Repository, "one");
        using var root = ProjectRoot(_scene.Repository);
        Assert.False(_scene.SourceOf(_scene.Repository).Describe(root, GitScene.Scan(_scene.Repository), long.MaxValue, (_, _) => false).IsClean);
    }

    private static Lockstep.Files.RootedDirectory ProjectRoot(string directory) => Lockstep.Files.RootedDirectory.Open(System.Text.Encoding.UTF8.GetBytes(directory));

    private void AssertDirty(string clone, Action change, string what)
    {
        change();
        Assert.False(_scene.Describe(clone).IsClean, what);
        GitScene.Git(clone, "reset", "--quiet", "--hard");
        GitScene.Git(clone, "clean", "--quiet", "--force");
        Assert.True(_scene.Describe(clone).IsClean, $"after {what}");
    }
}
