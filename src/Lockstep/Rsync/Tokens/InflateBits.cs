namespace Lockstep.Rsync.Tokens;

/// <summary>The bits of a compressed piece, of which rsync does not send the last four bytes.</summary>
internal sealed class InflateBits(IChunkSource source)
{
    private static readonly byte[] FlushEnd = [0, 0, 0xff, 0xff];

    private byte[] _chunk = [];
    private int _at;
    private uint _bits;
    private int _count;
    private bool _hasEnded = true;

    /// <summary>Whether all of a piece was read.</summary>
    public bool IsAtEnd => _hasEnded && _at == _chunk.Length && _count == 0;

    /// <summary>Forgets the rest of a file.</summary>
    public void Reset()
    {
        (_chunk, _at, _bits, _count, _hasEnded) = ([], 0, 0, 0, true);
    }

    /// <summary>Starts the next piece; false when none comes.</summary>
    public bool TryStartPiece()
    {
        _hasEnded = !source.TryTakeChunk(out ReadOnlySpan<byte> chunk);
        (_chunk, _at) = (chunk.ToArray(), 0);
        return !_hasEnded;
    }

    /// <summary>The next bits, the first one lowest; beyond the end of the piece they are zeros.</summary>
    public uint Peek(int wanted)
    {
        while (_count < wanted && TryTakeByte(out byte next))
        {
            _bits |= (uint)next << _count;
            _count += 8;
        }

        return _bits;
    }

    /// <summary>Takes bits that were looked at.</summary>
    public void Skip(int count)
    {
        if (count > _count)
        {
            throw new ProtocolException("a compressed piece ends too early");
        }

        _bits >>= count;
        _count -= count;
    }

    /// <summary>Takes up to 16 bits.</summary>
    public int Take(int count)
    {
        uint bits = Peek(count) & ((1u << count) - 1);
        Skip(count);
        return (int)bits;
    }

    /// <summary>Skips to the next byte.</summary>
    public void Align() => Skip(_count & 7);

    private bool TryTakeByte(out byte next)
    {
        while (_at == _chunk.Length)
        {
            if (_hasEnded)
            {
                next = 0;
                return false;
            }

            _hasEnded = !source.TryTakeChunk(out ReadOnlySpan<byte> chunk);
            (_chunk, _at) = (_hasEnded ? FlushEnd : chunk.ToArray(), 0);
        }

        next = _chunk[_at++];
        return true;
    }
}
