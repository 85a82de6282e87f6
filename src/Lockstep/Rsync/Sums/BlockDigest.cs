using System.Buffers.Binary;
using System.IO.Hashing;

namespace Lockstep.Rsync.Sums;

/// <summary>
/// A digest of the MD family: blocks of 64 bytes, then a one bit and the length. They are spelled out since the framework's load OpenSSL, which the
/// static agent that shares this library cannot, and rsync uses them against mistakes alone.
/// </summary>
internal abstract class BlockDigest(int digestLength) : NonCryptographicHashAlgorithm(digestLength)
{
    private const int BlockLength = 64;
    private const int LengthAt = BlockLength - sizeof(ulong);

    private readonly byte[] _partial = new byte[BlockLength];
    private ulong _length;

    /// <summary>Whether words are written with their most significant byte first.</summary>
    protected abstract bool IsBigEndian { get; }

    /// <summary>The words that make the digest; the array is lent.</summary>
    protected abstract uint[] State { get; }

    /// <inheritdoc/>
    public sealed override void Append(ReadOnlySpan<byte> source)
    {
        int filled = (int)(_length % BlockLength);
        _length += (ulong)source.Length;
        if (filled > 0)
        {
            int taken = Math.Min(BlockLength - filled, source.Length);
            source[..taken].CopyTo(_partial.AsSpan(filled));
            source = source[taken..];
            if (filled + taken < BlockLength)
            {
                return;
            }

            Absorb(_partial);
        }

        while (source.Length >= BlockLength)
        {
            Absorb(source[..BlockLength]);
            source = source[BlockLength..];
        }

        source.CopyTo(_partial);
    }

    /// <inheritdoc/>
    public sealed override void Reset()
    {
        _length = 0;
        Start();
    }

    /// <inheritdoc/>
    protected sealed override void GetCurrentHashCore(Span<byte> destination)
    {
        uint[] state = [.. State];
        Span<byte> rest = stackalloc byte[2 * BlockLength];
        rest.Clear();
        int filled = (int)(_length % BlockLength);
        _partial.AsSpan(0, filled).CopyTo(rest);
        rest[filled] = 0x80;
        int blocks = filled < LengthAt ? 1 : 2;
        Span<byte> bits = rest[(((blocks - 1) * BlockLength) + LengthAt)..];
        if (IsBigEndian)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bits, _length * 8);
        }
        else
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bits, _length * 8);
        }

        for (int i = 0; i < blocks; i++)
        {
            Absorb(rest.Slice(i * BlockLength, BlockLength));
        }

        WriteWords(destination);
        state.CopyTo(State, 0);
    }

    /// <summary>Puts the words to their first values.</summary>
    protected abstract void Start();

    /// <summary>Takes in a block.</summary>
    protected abstract void Absorb(ReadOnlySpan<byte> block);

    private void WriteWords(Span<byte> destination)
    {
        for (int i = 0; i < HashLengthInBytes / sizeof(uint); i++)
        {
            if (IsBigEndian)
            {
                BinaryPrimitives.WriteUInt32BigEndian(destination[(4 * i)..], State[i]);
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(destination[(4 * i)..], State[i]);
            }
        }
    }
}
