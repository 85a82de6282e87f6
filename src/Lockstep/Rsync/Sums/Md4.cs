using System.Numerics;
using System.Runtime.InteropServices;

namespace Lockstep.Rsync.Sums;

/// <summary>MD4 (RFC 1320), which peers before protocol 30 use.</summary>
internal sealed class Md4 : BlockDigest
{
    private const int DigestLength = 16;
    private const uint SecondRound = 0x5a827999, ThirdRound = 0x6ed9eba1;

    private static readonly int[] Shifts = [3, 7, 11, 19, 3, 5, 9, 13, 3, 9, 11, 15];
    private static readonly int[] ThirdOrder = [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15];

    /// <summary>Starts a digest.</summary>
    public Md4()
        : base(DigestLength) => Start();

    /// <inheritdoc/>
    protected override bool IsBigEndian => false;

    /// <inheritdoc/>
    protected override uint[] State { get; } = new uint[4];

    /// <inheritdoc/>
    protected override void Start() => (State[0], State[1], State[2], State[3]) = (0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);

    /// <inheritdoc/>
    protected override void Absorb(ReadOnlySpan<byte> block)
    {
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(block);
        ReadOnlySpan<int> shifts = Shifts;
        (uint a, uint b, uint c, uint d) = (State[0], State[1], State[2], State[3]);
        for (int i = 0; i < 16; i++)
        {
            (a, d, c, b) = (d, c, b, BitOperations.RotateLeft(a + (d ^ (b & (c ^ d))) + words[i], shifts[i & 3]));
        }

        for (int i = 0; i < 16; i++)
        {
            uint word = words[((i & 3) << 2) | (i >> 2)] + SecondRound;
            (a, d, c, b) = (d, c, b, BitOperations.RotateLeft(a + ((b & c) | (b & d) | (c & d)) + word, shifts[4 + (i & 3)]));
        }

        for (int i = 0; i < 16; i++)
        {
            uint word = words[ThirdOrder[i]] + ThirdRound;
            (a, d, c, b) = (d, c, b, BitOperations.RotateLeft(a + (b ^ c ^ d) + word, shifts[8 + (i & 3)]));
        }

        State[0] += a;
        State[1] += b;
        State[2] += c;
        State[3] += d;
    }
}
