using System.Buffers.Binary;
using System.Numerics;

namespace Lockstep.Rsync.Sums;

/// <summary>SHA-1 (RFC 3174).</summary>
internal sealed class Sha1 : BlockDigest
{
    private const int DigestLength = 20;
    private const int Rounds = 80;

    /// <summary>Starts a digest.</summary>
    public Sha1()
        : base(DigestLength) => Start();

    /// <inheritdoc/>
    protected override bool IsBigEndian => true;

    /// <inheritdoc/>
    protected override uint[] State { get; } = new uint[5];

    /// <inheritdoc/>
    protected override void Start() =>
        (State[0], State[1], State[2], State[3], State[4]) = (0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);

    /// <inheritdoc/>
    protected override void Absorb(ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[Rounds];
        for (int i = 0; i < Rounds; i++)
        {
            words[i] = i < 16
                ? BinaryPrimitives.ReadUInt32BigEndian(block[(4 * i)..])
                : BitOperations.RotateLeft(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
        }

        (uint a, uint b, uint c, uint d, uint e) = (State[0], State[1], State[2], State[3], State[4]);
        for (int i = 0; i < Rounds; i++)
        {
            (uint mixed, uint constant) = i switch
            {
                < 20 => (d ^ (b & (c ^ d)), 0x5a827999u),
                < 40 => (b ^ c ^ d, 0x6ed9eba1u),
                < 60 => ((b & c) | (b & d) | (c & d), 0x8f1bbcdcu),
                _ => (b ^ c ^ d, 0xca62c1d6u),
            };
            uint next = BitOperations.RotateLeft(a, 5) + mixed + e + constant + words[i];
            (e, d, c, b, a) = (d, c, BitOperations.RotateLeft(b, 30), a, next);
        }

        State[0] += a;
        State[1] += b;
        State[2] += c;
        State[3] += d;
        State[4] += e;
    }
}
