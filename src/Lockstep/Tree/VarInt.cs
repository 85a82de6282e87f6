using System.Runtime.CompilerServices;

namespace Lockstep.Tree;

/// <summary>
/// Variable-length integers as in LEB128: seven bits a byte, least significant first, the high bit set on all but the last byte. Each value
/// has exactly one form: the shortest. Signed values are zigzag-coded first, so that small magnitudes stay short.
/// </summary>
public static class VarInt
{
    /// <summary>Most bytes a value can take.</summary>
    public const int MaxLength = 10;

    /// <summary>Writes a value to the start of <paramref name="bytes"/>, which has room for <see cref="MaxLength"/>.</summary>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> bytes, ulong value)
    {
        int length = 0;
        while (value >= 0x80)
        {
            bytes[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        bytes[length++] = (byte)value;
        return length;
    }

    /// <summary>Reads a value from the start of <paramref name="bytes"/>.</summary>
    /// <returns>Bytes read; 0 when the bytes end within the value, -1 when it has more than 64 bits or is not in its shortest form.</returns>
    public static int TryRead(ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (int length = 0; length < bytes.Length; length++)
        {
            byte next = bytes[length];
            if (length == MaxLength - 1 && next > 1)
            {
                return -1;
            }

            value |= (ulong)(next & 0x7f) << (7 * length);
            if (next < 0x80)
            {
                return next == 0 && length > 0 ? -1 : length + 1;
            }
        }

        return 0;
    }

    /// <summary>Maps 0, -1, 1, -2, ... to 0, 1, 2, 3, ...</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    /// <summary>The inverse of <see cref="ZigZag"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
