using System.Numerics;
using System.Runtime.InteropServices;

namespace Lockstep.Rsync.Sums;

/// <summary>MD5 (RFC 1321).</summary>
internal sealed class Md5 : BlockDigest
{
    private const int DigestLength = 16;

    private static readonly uint[] Sines = [.. Enumerable.Range(1, 64).Select(i => (uint)(long)Math.Floor(Math.Abs(Math.Sin(i)) * 4294967296.0))];

    private static readonly int[] Shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

    /// <summary>Starts a digest.</summary>
    public Md5()
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
        ReadOnlySpan<uint> sines = Sines;
        ReadOnlySpan<int> shifts = Shifts;
        (uint a, uint b, uint c, uint d) = (State[0], State[1], State[2], State[3]);
        for (int i = 0; i < 16; i++)
        {
            (a, d, c, b) = (d, c, b, b + BitOperations.RotateLeft(a + (d ^ (b & (c ^ d))) + sines[i] + words[i], shifts[i & 3]));
        }

        for (int i = 16; i < 32; i++)
        {
            (a, d, c, b) = (d, c, b, b + BitOperations.RotateLeft(a + (c ^ (d & (b ^ c))) + sines[i] + words[((5 * i) + 1) & 15], shifts[4 + (i & 3)]));
        }

        for (int i = 32; i < 48; i++)
        {
            (a, d, c, b) = (d, c, b, b + BitOperations.RotateLeft(a + (b ^ c ^ d) + sines[i] + words[((3 * i) + 5) & 15], shifts[8 + (i & 3)]));
        }

        for (int i = 48; i < 64; i++)
        {
            (a, d, c, b) = (d, c, b, b + BitOperations.RotateLeft(a + (c ^ (b | ~d)) + sines[i] + words[(7 * i) & 15], shifts[12 + (i & 3)]));
        }

        State[0] += a;
        State[1] += b;
        State[2] += c;
        State[3] += d;
    }
}
