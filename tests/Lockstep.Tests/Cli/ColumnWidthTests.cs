using Lockstep.Cli.Terminal;
using Xunit;

namespace Lockstep.Tests.Cli;

public sealed class ColumnWidthTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("plain", 5)]
    [InlineData("caf\u00e9", 4)]
    [InlineData("\u6771\u4eac", 4)]
    public void A_wide_letter_takes_two_columns(string text, int columns) => Assert.Equal(columns, ColumnWidth.Of(text));

    [Theory]
    [InlineData("plain", 3, "pla")]
    [InlineData("plain", 9, "plain")]
    [InlineData("\u6771\u4eac", 3, "\u6771")]
    [InlineData("\u6771\u4eac", 1, "")]
    [InlineData("e\u0301e", 1, "e\u0301")]
    public void No_letter_is_cut_apart(string text, int width, string cut) => Assert.Equal(cut, ColumnWidth.Cut(text, width));

    [Fact]
    public void What_is_wide_is_filled_with_less() => Assert.Equal("\u6771 |", ColumnWidth.Pad("\u6771", 3) + "|");

    [Fact]
    public void Lines_break_where_columns_end() => Assert.Equal("\u6771\u4eac\n  \u6771\u4eac", WrappedText.Of("\u6771\u4eac \u6771\u4eac", 7));
}
