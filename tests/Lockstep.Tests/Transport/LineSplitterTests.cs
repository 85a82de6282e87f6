using System.Text;
using CsCheck;
using Lockstep.Transport;
using Xunit;

namespace Lockstep.Tests.Transport;

public sealed class LineSplitterTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a\n", "a")]
    [InlineData("a\nb", "a|b")]
    [InlineData("a\r\nb\r", "a|b")]
    [InlineData("\n\n", "|")]
    [InlineData("a\rb\n", "a\rb")]
    public void Text_is_cut_at_its_newlines(string text, string lines) => Assert.Equal(lines, string.Join('|', Split(text, pieceLength: 1)));

    [Fact]
    public void A_line_without_end_comes_in_pieces() =>
        Assert.Equal([LineSplitter.MaxLength, LineSplitter.MaxLength, 5], Split(new string('x', (2 * LineSplitter.MaxLength) + 5), int.MaxValue).Select(l => l.Length));

    [Fact]
    public void The_pieces_it_comes_in_do_not_matter() => Gen.Select(Gen.String[Gen.Char["ab\r\n"], 0, 50], Gen.Int[1, 20]).Sample(
        (text, pieceLength) => Assert.Equal(Split(text, int.MaxValue), Split(text, pieceLength)));

    private static List<string> Split(string text, int pieceLength)
    {
        var lines = new List<string>();
        var splitter = new LineSplitter(line => lines.Add(Encoding.UTF8.GetString(line)));
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text);
        while (!rest.IsEmpty)
        {
            int length = Math.Min(pieceLength, rest.Length);
            splitter.Add(rest[..length]);
            rest = rest[length..];
        }

        splitter.Finish();
        return lines;
    }
}
