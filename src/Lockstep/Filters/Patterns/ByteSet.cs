namespace Lockstep.Filters.Patterns;

/// <summary>A set of byte values: what one <c>?</c> or <c>[...]</c> of a glob accepts.</summary>
internal sealed class ByteSet
{
    private readonly ulong[] _words = new ulong[4];

    internal ByteSet(Func<byte, bool> accepts)
    {
        for (var value = 0; value < 256; value++)
        {
            if (accepts((byte)value))
            {
                _words[value >> 6] |= 1UL << (value & 63);
            }
        }
    }

    /// <summary>Every byte: a name never holds <c>/</c>, so nothing needs to be left out.</summary>
    internal static ByteSet All { get; } = new(static _ => true);

    internal bool Contains(byte value) => (_words[value >> 6] >> (value & 63) & 1) != 0;
}
