namespace Lockstep.Filters.Patterns;

/// <summary>
/// The POSIX classes of <c>[[:name:]]</c>. Bytes above 127 belong to none; <c>space</c> has no vertical tab or form feed, as in git.
/// </summary>
internal static class AsciiClass
{
    /// <summary>The class of that name, or null. Where case does not count, <c>upper</c> also takes lower-case letters.</summary>
    internal static Func<byte, bool>? Find(ReadOnlySpan<byte> name, bool ignoresCase) => name switch
    {
        _ when name.SequenceEqual("alnum"u8) => static value => char.IsAsciiLetterOrDigit((char)value),
        _ when name.SequenceEqual("alpha"u8) => static value => char.IsAsciiLetter((char)value),
        _ when name.SequenceEqual("blank"u8) => static value => value is (byte)' ' or (byte)'\t',
        _ when name.SequenceEqual("cntrl"u8) => static value => value is < 0x20 or 0x7F,
        _ when name.SequenceEqual("digit"u8) => static value => char.IsAsciiDigit((char)value),
        _ when name.SequenceEqual("graph"u8) => static value => value is > 0x20 and < 0x7F,
        _ when name.SequenceEqual("lower"u8) => static value => char.IsAsciiLetterLower((char)value),
        _ when name.SequenceEqual("print"u8) => static value => value is >= 0x20 and < 0x7F,
        _ when name.SequenceEqual("punct"u8) => static value => value is > 0x20 and < 0x7F && !char.IsAsciiLetterOrDigit((char)value),
        _ when name.SequenceEqual("space"u8) => static value => value is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r',
        _ when name.SequenceEqual("upper"u8) && ignoresCase => static value => char.IsAsciiLetter((char)value),
        _ when name.SequenceEqual("upper"u8) => static value => char.IsAsciiLetterUpper((char)value),
        _ when name.SequenceEqual("xdigit"u8) => static value => char.IsAsciiHexDigit((char)value),
        _ => null,
    };
}
