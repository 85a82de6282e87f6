using Lockstep.Plan;
using Lockstep.Plan.Names;

namespace Lockstep.Tests.Plan.Names;

/// <summary>Examples from the Unicode Standard (3.12 for Hangul) and its chart of normalization.</summary>
public sealed class CanonicalFormTests
{
    [Theory]
    [InlineData("plain.txt", "plain.txt")]
    [InlineData("caf\u00e9", "cafe\u0301")]
    [InlineData("\u1e69", "s\u0323\u0307")]
    [InlineData("s\u0307\u0323", "s\u0323\u0307")]
    [InlineData("\u1e0b\u0323", "d\u0323\u0307")]
    [InlineData("\u01d5", "U\u0308\u0304")]
    [InlineData("U\u0304\u0308", "U\u0304\u0308")]
    [InlineData("\u212b", "A\u030a")]
    [InlineData("\u2126", "\u03a9")]
    [InlineData("\ud55c\uae00", "\u1112\u1161\u11ab\u1100\u1173\u11af")]
    [InlineData("\uac00", "\u1100\u1161")]
    [InlineData("\u304c", "\u304b\u3099")]
    [InlineData("\uf900", "\u8c48")]
    [InlineData("\U0001d15e", "\U0001d157\U0001d165")]
    [InlineData("\U0002fa1d", "\U0002a600")]
    [InlineData("\ufb01", "\ufb01")]
    [InlineData("\ud83d\ude00", "\ud83d\ude00")]
    public void Characters_are_taken_apart_and_their_marks_put_in_order(string text, string expected)
    {
        Assert.Equal(expected, CanonicalForm.Of(text));
        Assert.Equal(expected, CanonicalForm.Of(expected));
    }
}
