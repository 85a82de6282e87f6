namespace Lockstep.Rsync.Tokens;

/// <summary>A canonical Huffman code of deflate: short codes by a table, longer ones bit by bit.</summary>
internal sealed class HuffmanCode
{
    /// <summary>The longest code.</summary>
    public const int MaxLength = 15;

    private const int FastBits = 9;
    private const int MaxSymbols = 288;

    private readonly ushort[] _fast = new ushort[1 << FastBits];
    private readonly int[] _counts = new int[MaxLength + 1];
    private readonly ushort[] _symbols = new ushort[MaxSymbols];

    /// <summary>Prepares for the lengths of all symbols' codes; 0 for those that do not occur.</summary>
    public void Build(ReadOnlySpan<byte> lengths)
    {
        Array.Clear(_counts);
        Array.Clear(_fast);
        foreach (byte length in lengths)
        {
            _counts[length]++;
        }

        _counts[0] = 0;
        Span<int> offsets = stackalloc int[MaxLength + 2];
        Span<int> codes = stackalloc int[MaxLength + 2];
        offsets.Clear();
        codes.Clear();
        int left = 1;
        for (int length = 1; length <= MaxLength; length++)
        {
            left = (left << 1) - _counts[length];
            if (left < 0)
            {
                throw new ProtocolException("a compressed piece has more codes than there can be");
            }

            offsets[length + 1] = offsets[length] + _counts[length];
            codes[length + 1] = (codes[length] + _counts[length]) << 1;
        }

        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            int length = lengths[symbol];
            if (length > 0)
            {
                _symbols[offsets[length]++] = (ushort)symbol;
                Enter(codes[length]++, length, symbol);
            }
        }
    }

    /// <summary>Finds a symbol by the next bits, the first one lowest; gives the length of its code, 0 when there is none.</summary>
    public int Find(uint bits, out int symbol)
    {
        ushort fast = _fast[bits & ((1 << FastBits) - 1)];
        if (fast != 0)
        {
            symbol = fast >> 4;
            return fast & 15;
        }

        int code = 0, first = 0, index = 0;
        for (int length = 1; length <= MaxLength; length++)
        {
            code |= (int)(bits & 1);
            bits >>= 1;
            int count = _counts[length];
            if (code - count < first)
            {
                symbol = _symbols[index + (code - first)];
                return length;
            }

            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }

        symbol = -1;
        return 0;
    }

    private void Enter(int code, int length, int symbol)
    {
        if (length > FastBits)
        {
            return;
        }

        int reversed = 0;
        for (int i = 0; i < length; i++)
        {
            reversed |= ((code >> i) & 1) << (length - 1 - i);
        }

        for (int at = reversed; at < _fast.Length; at += 1 << length)
        {
            _fast[at] = (ushort)((symbol << 4) | length);
        }
    }
}
