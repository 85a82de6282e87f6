using System.Buffers.Binary;

namespace Lockstep.Rsync.Tokens;

/// <summary>The other end of <see cref="Lz4Pieces"/>: no length that a block announces leads out of it or of what was written.</summary>
internal sealed class Lz4Unpacking(IChunkSource source) : IPieceDecompressor
{
    private const int MinMatch = 4;
    private const int LengthMask = 15;

    private readonly byte[] _plain = new byte[CompressedFlags.MaxChunk];
    private int _at;
    private int _end;

    /// <inheritdoc/>
    public void StartFile() => (_at, _end) = (0, 0);

    /// <inheritdoc/>
    public int Read(Span<byte> to)
    {
        while (_at == _end)
        {
            if (!source.TryTakeChunk(out ReadOnlySpan<byte> chunk))
            {
                return 0;
            }

            (_at, _end) = (0, Unpack(chunk, _plain));
        }

        int taken = Math.Min(to.Length, _end - _at);
        _plain.AsSpan(_at, taken).CopyTo(to);
        _at += taken;
        return taken;
    }

    /// <inheritdoc/>
    public void Saw(ReadOnlySpan<byte> block)
    {
    }

    /// <summary>Decompresses a block; gives the plain length.</summary>
    internal static int Unpack(ReadOnlySpan<byte> packed, Span<byte> plain)
    {
        int written = 0;
        while (!packed.IsEmpty)
        {
            int token = packed[0];
            packed = packed[1..];
            int literals = Length(ref packed, token >> 4);
            if (literals > packed.Length || literals > plain.Length - written)
            {
                throw Damaged();
            }

            packed[..literals].CopyTo(plain[written..]);
            written += literals;
            packed = packed[literals..];
            if (!packed.IsEmpty)
            {
                written = CopyMatch(ref packed, token & LengthMask, plain, written);
            }
        }

        return written;
    }

    private static int CopyMatch(ref ReadOnlySpan<byte> packed, int shortLength, Span<byte> plain, int written)
    {
        if (packed.Length < 2)
        {
            throw Damaged();
        }

        int offset = BinaryPrimitives.ReadUInt16LittleEndian(packed);
        packed = packed[2..];
        int length = Length(ref packed, shortLength) + MinMatch;
        if (offset == 0 || offset > written || length > plain.Length - written)
        {
            throw Damaged();
        }

        // Byte by byte, since a match may reach into what it writes.
        for (int i = 0; i < length; i++, written++)
        {
            plain[written] = plain[written - offset];
        }

        return written;
    }

    private static int Length(ref ReadOnlySpan<byte> packed, int length)
    {
        if (length < LengthMask)
        {
            return length;
        }

        byte more;
        do
        {
            if (packed.IsEmpty || length > CompressedFlags.MaxChunk)
            {
                throw Damaged();
            }

            more = packed[0];
            packed = packed[1..];
            length += more;
        }
        while (more == byte.MaxValue);
        return length;
    }

    private static ProtocolException Damaged() => new("a compressed piece is damaged");
}
