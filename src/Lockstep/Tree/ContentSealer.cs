using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lockstep.Tree;

/// <summary>
/// Computes seals. Each block of <see cref="SealKey.BlockLength"/> bytes is hashed twice by NH of UMAC (Black, Halevi, Krawczyk, Krovetz and Rogaway, CRYPTO 1999; RFC 4418, section 5.2), the second
/// time with the key a few words further on, and each of the two rows of hashes is the polynomial whose value at a secret point is half of the seal (Carter and Wegman, 1981). Two different
/// contents of n blocks and one length, chosen without the key, have one seal with a probability of at most (2^-32 + (2n + 1) / 2^60)^2: 2^-63 up to 100 GiB
/// (docs/decisions/0015-content-seals.md). For one thread.
/// </summary>
/// <param name="key">The key.</param>
public sealed class ContentSealer(SealKey key)
{
    private const int Padding = 16;

    private readonly byte[] _block = new byte[SealKey.BlockLength];
    private int _filled;
    private long _length;
    private ulong _first;
    private ulong _second;

    /// <summary>Takes the next bytes of the content.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _length += bytes.Length;
        if (_filled > 0)
        {
            ReadOnlySpan<byte> taken = bytes[..Math.Min(bytes.Length, _block.Length - _filled)];
            taken.CopyTo(_block.AsSpan(_filled));
            _filled += taken.Length;
            bytes = bytes[taken.Length..];
            if (_filled < _block.Length)
            {
                return;
            }

            AddBlock(_block);
            _filled = 0;
        }

        while (bytes.Length >= SealKey.BlockLength)
        {
            AddBlock(bytes[..SealKey.BlockLength]);
            bytes = bytes[SealKey.BlockLength..];
        }

        bytes.CopyTo(_block);
        _filled = bytes.Length;
    }

    /// <summary>The seal of all that was appended. The next content starts anew.</summary>
    public ContentSeal Finish()
    {
        if (_filled > 0)
        {
            int padded = (_filled + Padding - 1) / Padding * Padding;
            _block.AsSpan(_filled, padded - _filled).Clear();
            AddBlock(_block.AsSpan(0, padded));
        }

        // Seals of different lengths are told apart by more than the zeros at a content's end.
        var seal = new ContentSeal(Extend(_first, key.FirstPoint, (ulong)_length), Extend(_second, key.SecondPoint, (ulong)_length));
        (_filled, _length, _first, _second) = (0, 0, 0, 0);
        return seal;
    }

    private void AddBlock(ReadOnlySpan<byte> block)
    {
        (ulong first, ulong second) = Sse2.IsSupported ? HashByVectors(block, key.Words) : HashByWords(block, key.Words);
        _first = Extend(Extend(_first, key.FirstPoint, first >> 32), key.FirstPoint, (uint)first);
        _second = Extend(Extend(_second, key.SecondPoint, second >> 32), key.SecondPoint, (uint)second);
    }

    /// <summary>Both hashes of a block whose length is a multiple of 16: the reference for the vectors, and what other processors use.</summary>
    internal static (ulong First, ulong Second) HashByWords(ReadOnlySpan<byte> block, ReadOnlySpan<uint> key)
    {
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(block);
        (ulong first, ulong second) = (0, 0);
        for (int i = 0; i + 1 < words.Length; i += 2)
        {
            first += (ulong)(words[i] + key[i]) * (words[i + 1] + key[i + 1]);
            second += (ulong)(words[i] + key[i + SealKey.Shift]) * (words[i + 1] + key[i + SealKey.Shift + 1]);
        }

        return (first, second);
    }

    /// <summary>The same, four words at once: the product of every other word with its neighbour is one instruction on any x64 processor.</summary>
    internal static (ulong First, ulong Second) HashByVectors(ReadOnlySpan<byte> block, ReadOnlySpan<uint> key)
    {
        ReadOnlySpan<Vector128<uint>> words = MemoryMarshal.Cast<byte, Vector128<uint>>(block);
        ReadOnlySpan<Vector128<uint>> keys = MemoryMarshal.Cast<uint, Vector128<uint>>(key);
        (Vector128<ulong> first, Vector128<ulong> second) = (Vector128<ulong>.Zero, Vector128<ulong>.Zero);
        Vector128<uint> at = keys[0];
        for (int i = 0; i < words.Length; i++)
        {
            Vector128<uint> further = keys[i + 1];
            first += MultiplyNeighbours(words[i] + at);
            second += MultiplyNeighbours(words[i] + further);
            at = further;
        }

        return (first[0] + first[1], second[0] + second[1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> MultiplyNeighbours(Vector128<uint> words) => Sse2.Multiply(words, Sse2.ShiftRightLogical(words.AsUInt64(), 32).AsUInt32());

    /// <summary>The polynomial with one more coefficient, which is less than the prime.</summary>
    private static ulong Extend(ulong sum, ulong point, ulong coefficient)
    {
        ulong high = Math.BigMul(sum, point, out ulong low);
        ulong product = Reduce((low & SealKey.Prime) + ((low >> 61) | (high << 3)));
        return Reduce(product + coefficient);
    }

    private static ulong Reduce(ulong value)
    {
        ulong folded = (value & SealKey.Prime) + (value >> 61);
        return folded >= SealKey.Prime ? folded - SealKey.Prime : folded;
    }
}
