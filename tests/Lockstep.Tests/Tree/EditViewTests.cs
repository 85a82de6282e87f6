using CsCheck;
using Lockstep.Tree;

namespace Lockstep.Tests.Tree;

public sealed class EditViewTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("a1 c1", "", "a1 c1")]
    [InlineData("", "a2 c2", "a2 c2")]
    [InlineData("a1 c1", "b2 d2", "a1 b2 c1 d2")]
    [InlineData("a1 c1", "a2 b2 c2", "a1 b2 c1")]
    [InlineData("c1", "a2 b2", "a2 b2 c1")]
    public void Merges_in_path_order_and_the_first_list_counts(string first, string second, string merged) =>
        Assert.Equal(EditsOf(merged), EditView.Merge(EditsOf(first), EditsOf(second)));

    [Fact]
    public void Applied_to_a_snapshot_gives_what_a_list_of_the_same_edits_gives() => TreeGen.Pair.Sample((before, after) =>
    {
        List<EntryEdit> edits = Files.State.BaselineStoreTests.EditsBetween(before, after);
        Snapshot listed = before.With(edits);
        Snapshot viewed = before.With(new EditView(edits.Count, index => edits[index]));

        Assert.Equal(after.Digest, listed.Digest);
        Assert.Equal(after.Digest, viewed.Digest);
    });

    private static List<EntryEdit> EditsOf(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(edit => new EntryEdit(RelativePath.Parse(edit[..1]), TreeText.File(edit[1..])))];
}
