using System.Text;
using Lockstep.Tree;

namespace Lockstep.Tests.Tree;

public sealed class EntryListTests
{
    [Theory]
    [InlineData("a", ~0)]
    [InlineData("b", 0)]
    [InlineData("c", ~1)]
    [InlineData("d", 1)]
    [InlineData("e", ~2)]
    [InlineData("f", 2)]
    [InlineData("g", ~3)]
    public void Finds_every_name_and_where_others_would_stand(string name, int index) =>
        Assert.Equal(index, Build("b", "d", "f").Find(Encoding.UTF8.GetBytes(name)));

    [Fact]
    public void Names_are_ordered_by_their_bytes()
    {
        EntryList list = Build("A", "a", "a-", "a.", "aa", "é");

        Assert.Equal("a-", Encoding.UTF8.GetString(list.NameAt(2)));
        Assert.Equal(5, list.Find("é"u8));
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("b", "a")]
    [InlineData("ab", "a")]
    public void Names_out_of_order_are_rejected(string first, string second) => Assert.Throws<ProtocolException>(() => Build(first, second));

    [Fact]
    public void A_builder_can_be_used_again()
    {
        var builder = new EntryListBuilder();
        builder.Add("z"u8, TreeText.File("1"), stamp: new FileStamp(1, 2));
        EntryList first = builder.Build();
        builder.Add("a"u8, TreeText.File("2"));
        EntryList second = builder.Build();

        Assert.Equal("z"u8, first.NameAt(0));
        Assert.True(first.HasStamps);
        Assert.Equal("a"u8, second.NameAt(0));
        Assert.False(second.HasStamps);
        Assert.Same(EntryList.Empty, builder.Build());
    }

    [Fact]
    public void Counts_what_is_below() => Assert.Equal(6, TreeText.Of("a/b/x=1", "a/b/y=1", "a/c=1", "d=1").Entries.CountAll());

    [Fact]
    public void The_digest_tells_everything_but_stamps_apart()
    {
        Snapshot[] different =
        [
            TreeText.Of("a/x=1"),
            TreeText.Of("a/x=2"),
            TreeText.Of("a/y=1"),
            TreeText.Of("b/x=1"),
            TreeText.Of("a/x=1 !600"),
            TreeText.Of("a/x=1 @9"),
            TreeText.Of("a/ !700", "a/x=1"),
            TreeText.Of("a/x -> 1"),
            TreeText.Of("a/x/"),
            TreeText.Of("a/"),
            TreeText.Of(),
            TreeText.WithoutContents(TreeText.Of("a/x=1")),
            Snapshot.Absent,
        ];
        Snapshot stamped = TreeText.Of().With([new(RelativePath.Parse("b"), TreeText.File("1"), new FileStamp(1, 2))]);

        Assert.Equal(different.Length, different.Select(tree => tree.Digest).Distinct().Count());
        Assert.Equal(TreeText.Of("b=1").Digest, stamped.Digest);
    }

    private static EntryList Build(params string[] names)
    {
        var builder = new EntryListBuilder();
        foreach (string name in names)
        {
            builder.Add(Encoding.UTF8.GetBytes(name), TreeText.File(name));
        }

        return builder.Build();
    }
}
