using System.Text;
using CsCheck;
using Lockstep.Tree;

namespace Lockstep.Tests.Tree;

public sealed class RelativePathTests
{
    private static readonly string LongestName = new('n', RelativePath.MaxNameLength);

    private static readonly string LongestPath = string.Join('/', Enumerable.Repeat(new string('p', 127), 32))[..RelativePath.MaxLength];

    public static TheoryData<string> Valid => ["", "a", "a/b", "...", ".a", "a..b", "a b", "a\nb", "\\", "é", LongestName, LongestPath];

    public static TheoryData<string, string> Invalid => new()
    {
        { "/", "has the component '', which cannot stand in a path" },
        { "/a", "has the component '', which cannot stand in a path" },
        { "a/", "has the component '', which cannot stand in a path" },
        { "a//b", "has the component '', which cannot stand in a path" },
        { ".", "has the component '.', which cannot stand in a path" },
        { "a/./b", "has the component '.', which cannot stand in a path" },
        { "..", "has the component '..', which cannot stand in a path" },
        { "a/..", "has the component '..', which cannot stand in a path" },
        { "a\0b", "has the component 'a\\x00b', which cannot stand in a path" },
        { LongestName + "n", "has a component of 256 bytes, the most is 255" },
        { LongestPath + "p", "is 4096 bytes long, the most is 4095" },
    };

    [Theory]
    [MemberData(nameof(Valid))]
    public void Valid_paths_are_taken_as_they_are(string text)
    {
        Assert.True(RelativePath.TryParse(Encoding.UTF8.GetBytes(text), out RelativePath path, out _));
        Assert.Equal(text, Encoding.UTF8.GetString(path.Bytes));
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Invalid_paths_are_rejected_with_the_flaw(string text, string flaw)
    {
        Assert.False(RelativePath.TryParse(Encoding.UTF8.GetBytes(text), out _, out string? found));
        Assert.Equal(flaw, found);
        Assert.Throws<ProtocolException>(() => RelativePath.Parse(text));
    }

    [Fact]
    public void Bytes_that_are_not_utf8_stay_as_they_are()
    {
        RelativePath path = RelativePath.Parse([0xff, (byte)'/', 0xc3]);

        Assert.Equal("FF2FC3", Convert.ToHexString(path.Bytes));
        Assert.Equal("\\xff/\\xc3", path.ToString());
    }

    [Theory]
    [InlineData("a/b/c", "a/b", "c")]
    [InlineData("a", "", "a")]
    [InlineData("", "", "")]
    public void A_path_has_a_parent_and_a_name(string text, string parent, string name)
    {
        RelativePath path = RelativePath.Parse(text);

        Assert.Equal(RelativePath.Parse(parent), path.Parent);
        Assert.Equal(name, Encoding.UTF8.GetString(path.Name));
        Assert.Equal(parent.Length == 0, path.Parent.IsRoot);
    }

    [Theory]
    [InlineData("a/b", "a", true)]
    [InlineData("a/b/c", "a", true)]
    [InlineData("a", "", true)]
    [InlineData("a", "a", false)]
    [InlineData("ab", "a", false)]
    [InlineData("a", "a/b", false)]
    [InlineData("", "", false)]
    public void A_path_is_below_its_ancestors_only(string path, string ancestor, bool isBelow) =>
        Assert.Equal(isBelow, RelativePath.Parse(path).IsBelow(RelativePath.Parse(ancestor)));

    [Theory]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a/b")]
    public void Only_a_name_can_be_appended(string name) =>
        Assert.Throws<ProtocolException>(() => RelativePath.Parse("a").Append(Encoding.UTF8.GetBytes(name)));

    [Fact]
    public void A_path_cannot_be_made_too_long() => Assert.Throws<ProtocolException>(() => RelativePath.Parse(LongestPath).Append("x"u8));

    [Theory]
    [InlineData("|a|a/b|a/b/c|a/c|a-|a.b|a.b/c|aa|b")]
    public void A_directory_comes_right_before_what_is_below_it(string ordered)
    {
        IEnumerable<RelativePath> paths = ordered.Split('|').Reverse().Select(RelativePath.Parse).Order();

        Assert.Equal(ordered, string.Join('|', paths.Select(path => path.IsRoot ? "" : path.ToString())));
    }

    [Fact]
    public void The_order_is_that_of_the_components()
    {
        Gen<RelativePath> paths = Gen.OneOf("a", "a-", "a0", "b").Array[1, 3].Select(names => RelativePath.Parse(string.Join('/', names)));
        Gen.Select(paths, paths).Sample((left, right) =>
            Math.Sign(left.CompareTo(right)) == Math.Sign(CompareComponents(left, right)) && (left == right) == (left.CompareTo(right) == 0));
    }

    private static int CompareComponents(RelativePath left, RelativePath right)
    {
        string[] lefts = left.ToString().Split('/'), rights = right.ToString().Split('/');
        int[] orders = [.. lefts.Zip(rights, string.CompareOrdinal)];
        return orders.FirstOrDefault(order => order != 0, lefts.Length - rights.Length);
    }
}
