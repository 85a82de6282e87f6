using CsCheck;
using Lockstep.Tree;

namespace Lockstep.Tests.Tree;

public sealed class SnapshotDifferenceTests
{
    [Theory]
    [InlineData("a/x=1; b=2", "a/x=1; b=2", "")]
    [InlineData("a/x=1; b=2", "a/x=3; b=2", "a/x")]
    [InlineData("a/x=1; b=2", "a/x=1", "b/")]
    [InlineData("a/x=1", "a/x=1; a/y=1; b/c/d=1", "a/y/ b/")]
    [InlineData("a/ !700; a/x=1", "a/ !755; a/x=1", "a")]
    [InlineData("a=1", "a/x=1", "a/")]
    [InlineData("", "a=1", "a/")]
    public void Finds_the_paths_that_differ_and_with_a_slash_those_with_all_below_them(string before, string after, string found) =>
        Assert.Equal(found, string.Join(' ', SnapshotDifference.Find(TreeText.Picture(before), TreeText.Picture(after)).Select(path => $"{path.Path}{(path.IsDeep ? "/" : "")}")));

    [Fact]
    public void A_root_that_differs_is_found_by_itself()
    {
        Snapshot before = TreeText.Of("a=1");
        var after = new Snapshot(before.Root with { ModifiedNs = 5 }, before.Entries);

        ScopedPath path = Assert.Single(SnapshotDifference.Find(before, after));
        Assert.Equal(new ScopedPath(RelativePath.Root, IsDeep: false), path);
    }

    [Fact]
    public void Below_a_directory_that_is_not_wholly_known_nothing_differs()
    {
        IEnumerable<ScopedPath> found = SnapshotDifference.Find(TreeText.Of("a/x=1", "b/x=1"), TreeText.Of("a/", "b/"), RelativePath.Parse("a"));

        Assert.Equal([new ScopedPath(RelativePath.Parse("b/x"), IsDeep: true)], found);
    }

    [Fact]
    public void A_stamp_that_differs_is_found()
    {
        RelativePath path = RelativePath.Parse("a/x");
        Snapshot before = TreeText.Of("a/x=1", "a/y=1");
        Snapshot after = before.With([new EntryEdit(path, TreeText.File("1"), new FileStamp(7, 9))]);

        Assert.Equal([new ScopedPath(path, IsDeep: false)], SnapshotDifference.Find(before, after));
    }

    [Fact]
    public void What_is_found_covers_every_difference() => TreeGen.Pair.Sample((before, after) =>
    {
        PathScope found = PathScope.Of(SnapshotDifference.Find(before, after));
        SortedDictionary<RelativePath, Entry> old = TreeText.Flatten(before);
        SortedDictionary<RelativePath, Entry> anew = TreeText.Flatten(after);
        foreach (RelativePath path in old.Keys.Union(anew.Keys))
        {
            Assert.Equal(old.GetValueOrDefault(path) != anew.GetValueOrDefault(path), found.Contains(path));
        }
    });
}
