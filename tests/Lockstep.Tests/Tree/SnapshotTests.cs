using CsCheck;
using Lockstep.Tree;

namespace Lockstep.Tests.Tree;

public sealed class SnapshotTests
{
    [Fact]
    public void Finds_what_stands_at_a_path_and_nothing_else()
    {
        Snapshot tree = TreeText.Of("a/", "a/x=1", "a.b=2", "b -> a/x");

        Assert.Equal(TreeText.File("1"), tree.Find(RelativePath.Parse("a/x")));
        Assert.Equal(EntryType.Symlink, tree.Find(RelativePath.Parse("b")).Type);
        Assert.True(tree.Find(RelativePath.Root).IsDirectory);
        Assert.False(tree.Find(RelativePath.Parse("a/y")).Exists);
        Assert.False(tree.Find(RelativePath.Parse("a.b/x")).Exists);
        Assert.False(tree.Find(RelativePath.Parse("c/x")).Exists);
        Assert.Equal(4, tree.Count);
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("a", 1)]
    [InlineData("a/b", 2)]
    [InlineData("c", 0)]
    [InlineData("a/b/x", 0)]
    public void Gives_the_entries_of_a_directory(string path, int count) =>
        Assert.Equal(count, TreeText.Of("a/b/x=1", "a/b/y=2", "z=3").ChildrenOf(RelativePath.Parse(path)).Count);

    [Fact]
    public void Keeps_stamps_through_edits()
    {
        var stamp = new FileStamp(7, 9);
        Snapshot tree = TreeText.Of("a/x=1", "b=2").With([new(RelativePath.Parse("a/x"), TreeText.File("1"), stamp)]);
        tree = tree.With([new(RelativePath.Parse("a/y"), TreeText.File("3"))]);

        tree.Find(RelativePath.Parse("a/x"), out FileStamp found);
        Assert.Equal(stamp, found);
        tree.Find(RelativePath.Parse("a/y"), out found);
        Assert.Equal(default, found);
    }

    [Fact]
    public void Shares_every_directory_that_no_edit_touches()
    {
        Snapshot before = TreeText.Of("a/x/f=1", "a/y/f=1", "b/f=1");
        Snapshot after = before.With([new(RelativePath.Parse("a/x/f"), TreeText.File("2"))]);

        Assert.NotSame(before.ChildrenOf(RelativePath.Parse("a")), after.ChildrenOf(RelativePath.Parse("a")));
        Assert.Same(before.ChildrenOf(RelativePath.Parse("a/y")), after.ChildrenOf(RelativePath.Parse("a/y")));
        Assert.Same(before.ChildrenOf(RelativePath.Parse("b")), after.ChildrenOf(RelativePath.Parse("b")));
    }

    [Theory]
    [InlineData("'x/y' cannot stand below an entry that is no directory", "x/y")]
    [InlineData("'f/y' cannot stand below an entry that is no directory", "f/y")]
    [InlineData("edit of 'a/b' is given twice or out of order", "a/b", "a/b")]
    [InlineData("edit of 'a' is given twice or out of order", "a/b", "a")]
    [InlineData("edit of 'a' is given twice or out of order", "b", "a")]
    public void Edits_that_make_no_tree_are_rejected(string message, params string[] paths)
    {
        Snapshot tree = TreeText.Of("a/", "f=1");
        EntryEdit[] edits = [.. paths.Select(path => new EntryEdit(RelativePath.Parse(path), TreeText.File("2")))];

        Assert.Equal(message, Assert.Throws<ProtocolException>(() => tree.With(edits)).Message);
    }

    [Fact]
    public void Nothing_can_stand_in_a_root_that_is_removed()
    {
        EntryEdit[] edits = [new(RelativePath.Root, Entry.Absent), new(RelativePath.Parse("a"), TreeText.File("1"))];

        Assert.Throws<ProtocolException>(() => TreeText.Of("b=1").With(edits));
    }

    [Fact]
    public void Edits_do_what_they_would_do_to_a_dictionary() => TreeGen.Pair.Sample(pair =>
    {
        SortedDictionary<RelativePath, Entry> before = TreeText.Flatten(pair.Before), after = TreeText.Flatten(pair.After);
        EntryEdit[] edits =
        [
            .. before.Keys.Union(after.Keys).Order()
                .Where(path => before.GetValueOrDefault(path) != after.GetValueOrDefault(path))
                .Select(path => new EntryEdit(path, after.GetValueOrDefault(path))),
        ];

        Snapshot edited = pair.Before.With(edits);
        return TreeText.Flatten(edited).SequenceEqual(after)
            && edited.Digest == pair.After.Digest
            && edited.Count == after.Count - 1
            && after.All(entry => edited.Find(entry.Key) == entry.Value)
            && (edits.Length == 0) == (pair.Before.Digest == pair.After.Digest);
    });
}
