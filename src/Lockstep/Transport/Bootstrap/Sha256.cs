using System.Buffers.Binary;
using System.Numerics;

namespace Lockstep.Transport.Bootstrap;

/// <summary>
/// SHA-256 (FIPS 180-4). The runtime's own needs OpenSSL at run time, which a static agent cannot load. Only the agent's check of itself
/// uses it, so it is written to be read.
/// </summary>
internal static class Sha256
{
    private const int BlockSize = 64;
    private const int LengthSize = 8;
    private const byte PaddingStart = 0x80;

    /// <summary>The first 32 bits of the fractional parts of the cube roots of the first 64 primes (section 4.2.2).</summary>
    private static readonly uint[] Constants =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>The digest of bytes, in lower-case hexadecimal.</summary>
    public static string HexDigest(ReadOnlySpan<byte> source)
    {
        uint[] state = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
        ReadOnlySpan<byte> rest = source;
        for (; rest.Length >= BlockSize; rest = rest[BlockSize..])
        {
            Compress(state, rest);
        }

        // The padding: one bit, zeros, and the length in bits at the end of a block (section 5.1.1).
        Span<byte> block = stackalloc byte[BlockSize];
        block.Clear();
        rest.CopyTo(block);
        block[rest.Length] = PaddingStart;
        if (rest.Length + 1 > BlockSize - LengthSize)
        {
            Compress(state, block);
            block.Clear();
        }

        BinaryPrimitives.WriteUInt64BigEndian(block[^LengthSize..], (ulong)source.Length * 8);
        Compress(state, block);
        return string.Concat(Array.ConvertAll(state, word => word.ToString("x8", null)));
    }

    /// <summary>Section 6.2.2.</summary>
    private static void Compress(uint[] state, ReadOnlySpan<byte> block)
    {
        Span<uint> schedule = stackalloc uint[BlockSize];
        for (int t = 0; t < BlockSize; t++)
        {
            schedule[t] = t < 16
                ? BinaryPrimitives.ReadUInt32BigEndian(block[(t * sizeof(uint))..])
                : SmallSigma(schedule[t - 2], 17, 19, 10) + schedule[t - 7] + SmallSigma(schedule[t - 15], 7, 18, 3) + schedule[t - 16];
        }

        uint a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        for (int t = 0; t < BlockSize; t++)
        {
            uint first = h + BigSigma(e, 6, 11, 25) + ((e & f) ^ (~e & g)) + Constants[t] + schedule[t];
            uint second = BigSigma(a, 2, 13, 22) + ((a & b) ^ (a & c) ^ (b & c));
            (a, b, c, d, e, f, g, h) = (first + second, a, b, c, d + first, e, f, g);
        }

        ReadOnlySpan<uint> added = [a, b, c, d, e, f, g, h];
        for (int i = 0; i < added.Length; i++)
        {
            state[i] += added[i];
        }
    }

    private static uint BigSigma(uint x, int first, int second, int third) =>
        BitOperations.RotateRight(x, first) ^ BitOperations.RotateRight(x, second) ^ BitOperations.RotateRight(x, third);

    private static uint SmallSigma(uint x, int first, int second, int shift) =>
        BitOperations.RotateRight(x, first) ^ BitOperations.RotateRight(x, second) ^ (x >> shift);
}
