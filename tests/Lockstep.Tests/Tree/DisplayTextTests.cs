using Lockstep.Tree;

namespace Lockstep.Tests.Tree;

public sealed class DisplayTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("src/a b.c", "src/a b.c")]
    [InlineData("Größe 漢字 🎉", "Größe 漢字 🎉")]
    [InlineData("a\nb\t", "a\\x0ab\\x09")]
    [InlineData("\u001b[2J", "\\x1b[2J")]
    [InlineData("\u007f\u0085", "\\x7f\\x85")]
    [InlineData("\u202etxt.exe", "\\u{202e}txt.exe")]
    [InlineData("\u2028", "\\u{2028}")]
    public void Only_what_cannot_steer_a_terminal_is_shown_as_it_is(string text, string shown) => Assert.Equal(shown, DisplayText.Of(text));

    [Theory]
    [InlineData("FF", "\\xff")]
    [InlineData("61C3", "a\\xc3")]
    [InlineData("C061", "\\xc0a")]
    [InlineData("EDA080", "\\xed\\xa0\\x80")]
    public void Bytes_that_are_not_utf8_are_shown_in_hexadecimal(string hex, string shown) =>
        Assert.Equal(shown, DisplayText.Of(Convert.FromHexString(hex)));
}
