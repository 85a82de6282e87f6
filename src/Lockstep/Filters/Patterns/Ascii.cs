namespace Lockstep.Filters.Patterns;

/// <summary>Case folding as git does it: ASCII letters only, whatever the locale.</summary>
internal static class Ascii
{
    internal static byte ToLower(byte value) => value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value | 0x20) : value;

    internal static byte[] ToLower(ReadOnlySpan<byte> text)
    {
        var lower = text.ToArray();
        foreach (ref var value in lower.AsSpan())
        {
            value = ToLower(value);
        }

        return lower;
    }
}
