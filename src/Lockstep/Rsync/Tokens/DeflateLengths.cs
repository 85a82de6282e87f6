namespace Lockstep.Rsync.Tokens;

/// <summary>What the symbols of deflate mean as lengths and distances.</summary>
internal static class DeflateLengths
{
    private const int LongestSymbol = 28, LongestLength = 258;
    private const int DistanceSymbols = 30;

    /// <summary>The length of a copy.</summary>
    public static int LengthOf(int symbol, InflateBits bits)
    {
        if (symbol > LongestSymbol)
        {
            throw new ProtocolException("a compressed piece has a length that there is not");
        }

        if (symbol == LongestSymbol)
        {
            return LongestLength;
        }

        int extra = Math.Max(0, (symbol / 4) - 1);
        return symbol < 8 ? symbol + 3 : 3 + ((4 + (symbol & 3)) << extra) + bits.Take(extra);
    }

    /// <summary>The distance of a copy.</summary>
    public static int DistanceOf(int symbol, InflateBits bits)
    {
        if (symbol >= DistanceSymbols)
        {
            throw new ProtocolException("a compressed piece has a distance that there is not");
        }

        int extra = Math.Max(0, (symbol / 2) - 1);
        return symbol < 4 ? symbol + 1 : 1 + ((2 + (symbol & 1)) << extra) + bits.Take(extra);
    }
}
