using System.Numerics;

namespace Lockstep.Rsync.Coding;

/// <summary>
/// Integers of variable length: the leading one bits of the first byte count the bytes that follow, little end first; what is left of the first byte is
/// the most significant part.
/// </summary>
internal static class WireNumber
{
    /// <summary>The most bytes one takes.</summary>
    public const int MaxLength = 9;

    /// <summary>Bytes that follow a first byte beyond the least number of them.</summary>
    public static int ExtraOf(byte first) => BitOperations.LeadingZeroCount(~((uint)first << 24));

    /// <summary>Writes 32 bits; gives the length.</summary>
    public static int Write(Span<byte> to, int value) => Write(to, (uint)value, 1, 4);

    /// <summary>Writes 64 bits of which the low ones take at least <paramref name="least"/> bytes; gives the length.</summary>
    public static int WriteLong(Span<byte> to, long value, int least) => Write(to, (ulong)value, least, 8);

    /// <summary>The value of a first byte and the bytes that followed it.</summary>
    public static ulong Read(byte first, ReadOnlySpan<byte> rest, int extra, int width)
    {
        ulong value = 0;
        for (int i = rest.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | rest[i];
        }

        // With all bytes there, nothing of the value is left for the first one.
        return rest.Length < width ? value | ((ulong)(first & (0xff >> (extra + 1))) << (8 * rest.Length)) : value;
    }

    private static int Write(Span<byte> to, ulong value, int least, int width)
    {
        int count = width;
        while (count > least && (byte)(value >> (8 * (count - 1))) == 0)
        {
            count--;
        }

        byte top = (byte)(value >> (8 * (count - 1)));
        int extra = count - least;
        bool fits = top < 1 << (7 - extra);
        int following = fits ? count - 1 : count;
        to[0] = fits ? (byte)(LengthBits(extra) | top) : LengthBits(extra + 1);
        for (int i = 0; i < following; i++)
        {
            to[1 + i] = (byte)(value >> (8 * i));
        }

        return 1 + following;
    }

    private static byte LengthBits(int extra) => (byte)~(0xff >> extra);
}
