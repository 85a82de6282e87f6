using System.Buffers.Binary;

namespace Lockstep.Tree;

/// <summary>
/// A secret key for <see cref="ContentSealer"/>: random bytes, all of which are used as they are, so that the proof of its hash holds with nothing to assume. Known to the two ends of
/// a run only, and to no run after it.
/// </summary>
public sealed class SealKey
{
    /// <summary>Bytes of a content that are hashed at once.</summary>
    public const int BlockLength = 1024;

    /// <summary>Length of the key in bytes.</summary>
    public const int Length = WordCount * sizeof(uint) + 2 * sizeof(ulong);

    /// <summary>How much further on in the key the second hash of a block begins, in words.</summary>
    internal const int Shift = 4;

    /// <summary>The prime modulus of the polynomials, 2^61 - 1.</summary>
    internal const ulong Prime = (1UL << 61) - 1;

    private const int WordCount = BlockLength / sizeof(uint) + Shift;

    /// <summary>Takes a key.</summary>
    /// <param name="bytes"><see cref="Length"/> random bytes.</param>
    public SealKey(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Length);
        Bytes = bytes.ToArray();
        Words = new uint[WordCount];
        for (int i = 0; i < WordCount; i++)
        {
            Words[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(i * sizeof(uint))..]);
        }

        ReadOnlySpan<byte> points = bytes[(WordCount * sizeof(uint))..];
        FirstPoint = BinaryPrimitives.ReadUInt64LittleEndian(points) & Prime;
        SecondPoint = BinaryPrimitives.ReadUInt64LittleEndian(points[sizeof(ulong)..]) & Prime;
    }

    /// <summary>The key as it travels.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>What is added to a block's words.</summary>
    internal uint[] Words { get; }

    /// <summary>Where the polynomial of the first hashes is evaluated.</summary>
    internal ulong FirstPoint { get; }

    /// <summary>Where the polynomial of the second hashes is evaluated.</summary>
    internal ulong SecondPoint { get; }
}
