namespace Lockstep.Rsync.Tokens;

/// <summary>
/// Raw deflate in pieces, which the framework's inflater takes for broken off. It keeps the window alone, so that a piece that grows without end takes no
/// memory.
/// </summary>
/// <param name="source">Where compressed bytes come from.</param>
/// <param name="seesBlocks">Whether matched blocks go into the window.</param>
/// <param name="repeatsPieces">Whether of long blocks the first part goes there again and again, as before protocol 31.</param>
internal sealed class Inflating(IChunkSource source, bool seesBlocks, bool repeatsPieces) : IPieceDecompressor
{
    private const int WindowLength = 1 << 15;
    private const int LiteralCodes = 286, DistanceCodes = 30, EndOfBlock = 256;
    private const int FixedLiterals = 288;

    private static readonly byte[] LengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly InflateBits _bits = new(source);
    private readonly byte[] _window = new byte[WindowLength];
    private readonly HuffmanCode _literals = new();
    private readonly HuffmanCode _distances = new();
    private long _written;
    private State _state;
    private int _storedLeft;
    private int _copyLeft;
    private int _copyDistance;

    private enum State
    {
        Header,
        Stored,
        Coded,
    }

    /// <inheritdoc/>
    public void StartFile()
    {
        _bits.Reset();
        (_written, _state, _storedLeft, _copyLeft) = (0, State.Header, 0, 0);
    }

    /// <inheritdoc/>
    public int Read(Span<byte> to)
    {
        int filled = 0;
        while (filled < to.Length)
        {
            if (_copyLeft > 0)
            {
                filled = Copy(to, filled);
            }
            else if (_state == State.Coded)
            {
                TakeSymbol(to, ref filled);
            }
            else if (_state == State.Stored && _storedLeft > 0)
            {
                _storedLeft--;
                Emit(to, ref filled, (byte)_bits.Take(8));
            }
            else if (_bits.IsAtEnd)
            {
                if (filled > 0 || !_bits.TryStartPiece())
                {
                    break;
                }
            }
            else
            {
                StartBlock();
            }
        }

        return filled;
    }

    /// <inheritdoc/>
    public void Saw(ReadOnlySpan<byte> block)
    {
        if (!seesBlocks)
        {
            return;
        }

        foreach (ReadOnlySpan<byte> piece in new BlockPieces(block, repeatsPieces))
        {
            foreach (byte value in piece)
            {
                _window[_written++ & (WindowLength - 1)] = value;
            }
        }
    }

    private void Emit(Span<byte> to, ref int filled, byte value)
    {
        to[filled++] = value;
        _window[_written++ & (WindowLength - 1)] = value;
    }

    private int Copy(Span<byte> to, int filled)
    {
        while (_copyLeft > 0 && filled < to.Length)
        {
            Emit(to, ref filled, _window[(_written - _copyDistance) & (WindowLength - 1)]);
            _copyLeft--;
        }

        return filled;
    }

    private void StartBlock()
    {
        if (_bits.Take(1) != 0)
        {
            throw new ProtocolException("a compressed piece says that it is the last");
        }

        switch (_bits.Take(2))
        {
            case 0:
                _bits.Align();
                int length = _bits.Take(16);
                if (length != (~_bits.Take(16) & 0xffff))
                {
                    throw new ProtocolException("a compressed piece is damaged");
                }

                (_state, _storedLeft) = (State.Stored, length);
                break;
            case 1:
                BuildFixed();
                break;
            case 2:
                BuildDynamic();
                break;
            default:
                throw new ProtocolException("a compressed piece is of no known kind");
        }
    }

    private void BuildFixed()
    {
        Span<byte> lengths = stackalloc byte[FixedLiterals];
        lengths[..144].Fill(8);
        lengths[144..256].Fill(9);
        lengths[256..280].Fill(7);
        lengths[280..].Fill(8);
        _literals.Build(lengths);
        lengths[..DistanceCodes].Fill(5);
        _distances.Build(lengths[..DistanceCodes]);
        _state = State.Coded;
    }

    private void BuildDynamic()
    {
        int literals = _bits.Take(5) + 257, distances = _bits.Take(5) + 1, codes = _bits.Take(4) + 4;
        if (literals > LiteralCodes || distances > DistanceCodes)
        {
            throw new ProtocolException("a compressed piece has more codes than there can be");
        }

        Span<byte> lengths = stackalloc byte[LiteralCodes + DistanceCodes];
        lengths.Clear();
        for (int i = 0; i < codes; i++)
        {
            lengths[LengthOrder[i]] = (byte)_bits.Take(3);
        }

        _literals.Build(lengths[..LengthOrder.Length]);
        lengths.Clear();
        ReadLengths(lengths[..(literals + distances)]);
        _literals.Build(lengths[..literals]);
        _distances.Build(lengths.Slice(literals, distances));
        _state = State.Coded;
    }

    private void ReadLengths(Span<byte> lengths)
    {
        for (int at = 0; at < lengths.Length;)
        {
            int symbol = TakeSymbol(_literals);
            if (symbol < 16)
            {
                lengths[at++] = (byte)symbol;
                continue;
            }

            byte repeated = symbol == 16 && at > 0 ? lengths[at - 1] : (byte)0;
            int times = symbol switch
            {
                16 when at > 0 => 3 + _bits.Take(2),
                17 => 3 + _bits.Take(3),
                18 => 11 + _bits.Take(7),
                _ => int.MaxValue,
            };
            if (times > lengths.Length - at)
            {
                throw new ProtocolException("a compressed piece repeats more lengths than there are");
            }

            lengths.Slice(at, times).Fill(repeated);
            at += times;
        }
    }

    private int TakeSymbol(HuffmanCode code)
    {
        int length = code.Find(_bits.Peek(HuffmanCode.MaxLength), out int symbol);
        if (length == 0)
        {
            throw new ProtocolException("a compressed piece has a code that it does not define");
        }

        _bits.Skip(length);
        return symbol;
    }

    private void TakeSymbol(Span<byte> to, ref int filled)
    {
        int symbol = TakeSymbol(_literals);
        if (symbol < EndOfBlock)
        {
            Emit(to, ref filled, (byte)symbol);
        }
        else if (symbol == EndOfBlock)
        {
            _state = State.Header;
        }
        else
        {
            _copyLeft = DeflateLengths.LengthOf(symbol - EndOfBlock - 1, _bits);
            _copyDistance = DeflateLengths.DistanceOf(TakeSymbol(_distances), _bits);
            if (_copyDistance > Math.Min(_written, WindowLength))
            {
                throw new ProtocolException("a compressed piece refers to what was before its beginning");
            }
        }
    }
}
