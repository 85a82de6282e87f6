using Lockstep.Rsync.Coding;

namespace Lockstep.Rsync.Tokens;

/// <summary>Reads what a <see cref="CompressedTokenWriter"/> wrote; chunks of compressed bytes are pulled by the decompressor as it needs them.</summary>
internal sealed class CompressedTokenReader : TokenReader, IChunkSource
{
    private readonly RsyncReader _from;
    private readonly IPieceDecompressor _decompressor;
    private readonly byte[] _chunk = new byte[CompressedFlags.MaxChunk];
    private readonly byte[] _plain = new byte[32 * 1024];
    private int _current;
    private int _runLeft;
    private int _flag = -1;
    private bool _isInLiteral;
    private bool _isStarted;

    /// <summary>Reads from a peer.</summary>
    /// <param name="from">The peer.</param>
    /// <param name="create">Makes the decompressor, which pulls from this.</param>
    public CompressedTokenReader(RsyncReader from, Func<IChunkSource, IPieceDecompressor> create)
    {
        _from = from;
        _decompressor = create(this);
    }

    /// <inheritdoc/>
    public override TokenKind Next(int blocks, out ReadOnlySpan<byte> literal, out int block)
    {
        literal = default;
        block = -1;
        if (!_isStarted)
        {
            (_isStarted, _current) = (true, 0);
            _decompressor.StartFile();
        }

        if (_runLeft > 0)
        {
            return Follow(blocks, out block);
        }

        while (true)
        {
            if (_isInLiteral || Peek() is >= CompressedFlags.Chunk and < CompressedFlags.Relative)
            {
                int length = _decompressor.Read(_plain);
                _isInLiteral = length > 0;
                if (length == 0)
                {
                    continue;
                }

                literal = _plain.AsSpan(0, length);
                return TokenKind.Literal;
            }

            return TakeFlag(blocks, out block);
        }
    }

    /// <inheritdoc/>
    public override void Saw(ReadOnlySpan<byte> content) => _decompressor.Saw(content);

    /// <inheritdoc/>
    public bool TryTakeChunk(out ReadOnlySpan<byte> chunk)
    {
        chunk = default;
        int flag = Peek();
        if (flag is < CompressedFlags.Chunk or >= CompressedFlags.Relative)
        {
            return false;
        }

        _flag = -1;
        int length = ((flag & CompressedFlags.LowBits) << 8) | _from.ReadByte();
        Span<byte> bytes = _chunk.AsSpan(0, length);
        _from.Read(bytes);
        chunk = bytes;
        return true;
    }

    private int Peek() => _flag < 0 ? _flag = _from.ReadByte() : _flag;

    private TokenKind TakeFlag(int blocks, out int block)
    {
        int flag = Peek();
        _flag = -1;
        block = -1;
        if (flag == CompressedFlags.End)
        {
            _isStarted = false;
            return TokenKind.End;
        }

        bool isRelative = flag >= CompressedFlags.Relative;
        if (!isRelative && flag is not (CompressedFlags.Absolute or CompressedFlags.AbsoluteRun))
        {
            throw new ProtocolException($"{flag:x} is no token");
        }

        long first = isRelative ? (long)_current + (flag & CompressedFlags.LowBits) : _from.ReadInt32();
        bool isRun = isRelative ? flag >= CompressedFlags.RelativeRun : flag == CompressedFlags.AbsoluteRun;
        int more = isRun ? _from.ReadUInt16() : 0;
        if (isRun && more == 0)
        {
            throw new ProtocolException("a run of no further blocks");
        }

        Checked(first + more, blocks);
        (_current, _runLeft) = (Checked(first, blocks), more);
        block = _current;
        return TokenKind.Block;
    }

    private TokenKind Follow(int blocks, out int block)
    {
        _runLeft--;
        _current = block = Checked((long)_current + 1, blocks);
        return TokenKind.Block;
    }
}
