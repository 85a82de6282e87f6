using CsCheck;
using Lockstep.Files.State;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.State;

public class EditLogTests
{
    [Fact]
    public void Many_runs_at_once_are_the_same_as_one_after_the_other() =>
        TreeGen.Tree.Array[2, 6].Sample(
            trees =>
            {
                var log = new EditLog();
                for (int i = 1; i < trees.Length; i++)
                {
                    log.Add(ChangedOnly(trees[i - 1], trees[i]));
                }

                Assert.Equal(trees[^1].Digest, log.Apply(trees[0]).Digest);
            },
            iter: 2000);

    [Theory]
    [InlineData("d/a=1; d/b=2", "x=1", "d/a=1")]
    [InlineData("d/a=1", "d=1", "d/b=2")]
    [InlineData("d/e/a=1", "d/e=1", "d/e/b=1")]
    [InlineData("a=1", "a=2", "a=3")]
    public void A_directory_that_went_and_came_has_nothing_of_before(string first, string second, string third)
    {
        Snapshot[] trees = [TreeText.Picture(first), TreeText.Picture(second), TreeText.Picture(third)];
        var log = new EditLog();
        log.Add(ChangedOnly(trees[0], trees[1]));
        log.Add(ChangedOnly(trees[1], trees[2]));
        Assert.Equal(trees[2].Digest, log.Apply(trees[0]).Digest);
    }

    private static List<EntryEdit> ChangedOnly(Snapshot before, Snapshot after) =>
        BaselineStoreTests.EditsBetween(before, after).FindAll(edit => before.Find(edit.Path) != edit.Entry);
}
