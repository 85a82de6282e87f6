using System.Buffers.Binary;

namespace Lockstep.Rsync.Tokens;

/// <summary>LZ4 blocks of at most a chunk, each by itself.</summary>
internal sealed class Lz4Pieces : IPieceCompressor
{
    private const int MaxPlain = CompressedFlags.MaxChunk;
    private const int MinMatch = 4;

    /// <summary>The last bytes of a block are literals, and no match begins in its last twelve.</summary>
    private const int LastLiterals = 5, MatchLimit = 12;

    private const int HashBits = 13;
    private const int LengthMask = 15;

    private readonly byte[] _held = new byte[MaxPlain];
    private readonly byte[] _packed = new byte[MaxPlain + 1024];
    private readonly ushort[] _places = new ushort[1 << HashBits];
    private int _count;

    /// <inheritdoc/>
    public void StartFile() => _count = 0;

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<byte> bytes, PieceSink sink)
    {
        while (!bytes.IsEmpty)
        {
            int taken = Math.Min(bytes.Length, MaxPlain - _count);
            bytes[..taken].CopyTo(_held.AsSpan(_count));
            _count += taken;
            bytes = bytes[taken..];
            if (_count == MaxPlain)
            {
                Flush(sink);
            }
        }
    }

    /// <inheritdoc/>
    public void Flush(PieceSink sink)
    {
        ReadOnlySpan<byte> plain = _held.AsSpan(0, _count);
        _count = 0;
        for (int length = plain.Length; !plain.IsEmpty;)
        {
            length = Math.Min(length, plain.Length);
            int packed = Pack(plain[..length], _packed);
            if (packed > CompressedFlags.MaxChunk)
            {
                length /= 2;
                continue;
            }

            sink(_packed.AsSpan(0, packed));
            plain = plain[length..];
        }
    }

    /// <inheritdoc/>
    public void Saw(ReadOnlySpan<byte> block)
    {
    }

    private int Pack(ReadOnlySpan<byte> plain, Span<byte> to)
    {
        Array.Clear(_places);
        int at = 0, anchor = 0, written = 0;
        while (at < plain.Length - MatchLimit)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(plain[at..]);
            ref ushort place = ref _places[(word * 2654435761u) >> (32 - HashBits)];
            int candidate = place - 1;
            place = (ushort)(at + 1);
            if (candidate < 0 || BinaryPrimitives.ReadUInt32LittleEndian(plain[candidate..]) != word)
            {
                at++;
                continue;
            }

            int length = MinMatch + plain[(candidate + MinMatch)..].CommonPrefixLength(plain[(at + MinMatch)..^LastLiterals]);
            written += WriteSequence(to[written..], plain[anchor..at], at - candidate, length);
            at += length;
            anchor = at;
        }

        return written + WriteSequence(to[written..], plain[anchor..], offset: 0, length: 0);
    }

    /// <summary>Writes literals and, unless they end the block, a match.</summary>
    private static int WriteSequence(Span<byte> to, ReadOnlySpan<byte> literals, int offset, int length)
    {
        int match = offset == 0 ? 0 : length - MinMatch;
        to[0] = (byte)((Math.Min(literals.Length, LengthMask) << 4) | Math.Min(match, LengthMask));
        int at = 1 + WriteRest(to[1..], literals.Length);
        literals.CopyTo(to[at..]);
        at += literals.Length;
        if (offset == 0)
        {
            return at;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(to[at..], (ushort)offset);
        return at + 2 + WriteRest(to[(at + 2)..], match);
    }

    private static int WriteRest(Span<byte> to, int length)
    {
        if (length < LengthMask)
        {
            return 0;
        }

        int at = 0;
        for (length -= LengthMask; length >= byte.MaxValue; length -= byte.MaxValue)
        {
            to[at++] = byte.MaxValue;
        }

        to[at] = (byte)length;
        return at + 1;
    }
}
