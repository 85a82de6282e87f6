using System.Numerics;
using System.Runtime.Intrinsics;

namespace Lockstep.Delta;

/// <summary>
/// The weak sum of rsync's algorithm: cheap to move along a file one byte at a time. Instead of the thesis' two 16-bit halves it is
/// the polynomial <c>sum of byte[i] * Base^(length - 1 - i)</c> modulo 2^32 (Karp and Rabin, 1987), which costs the same and does
/// not collide on reordered or repetitive data, where each collision costs a strong sum. Its high bits are the well-mixed ones.
/// </summary>
internal sealed class RollingSum
{
    // Spectrally good multiplier for 32 bits of Steele and Vigna, "Computationally easy, spectrally good multipliers" (2021).
    private const uint Base = 0x93D765DD;
    private const int Lanes = 16;

    private static readonly uint StepOfAllLanes = Power(Lanes);
    private static readonly uint[] LaneWeights = [.. Enumerable.Range(0, Lanes).Select(lane => Power(Lanes - 1 - lane))];

    private readonly uint[] _leavingTerms = new uint[256];

    /// <summary>Prepares rolling over windows of <paramref name="windowLength"/> bytes.</summary>
    public RollingSum(int windowLength)
    {
        var weight = Power(windowLength);
        for (var value = 0; value < _leavingTerms.Length; value++)
        {
            _leavingTerms[value] = (uint)value * weight;
        }
    }

    /// <summary>The sum of a whole block, sixteen bytes at a time.</summary>
    public static uint Of(ReadOnlySpan<byte> block)
    {
        if (!Vector128.IsHardwareAccelerated || block.Length < Lanes)
        {
            return Extend(0, block);
        }

        var step = Vector128.Create(StepOfAllLanes);
        var (a, b, c, d) = (Vector128<uint>.Zero, Vector128<uint>.Zero, Vector128<uint>.Zero, Vector128<uint>.Zero);
        while (block.Length >= Lanes)
        {
            var (low, high) = Vector128.Widen(Vector128.Create(block));
            var (first, second) = Vector128.Widen(low);
            var (third, fourth) = Vector128.Widen(high);
            a = (a * step) + first;
            b = (b * step) + second;
            c = (c * step) + third;
            d = (d * step) + fourth;
            block = block[Lanes..];
        }

        ReadOnlySpan<uint> weights = LaneWeights;
        var weighted = (a * Vector128.Create(weights)) + (b * Vector128.Create(weights[4..]))
            + (c * Vector128.Create(weights[8..])) + (d * Vector128.Create(weights[12..]));
        return Extend(Vector128.Sum(weighted), block);
    }

    /// <summary>The sum of what <paramref name="sum"/> stands for followed by <paramref name="bytes"/>, byte by byte: the reference.</summary>
    public static uint Extend(uint sum, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            sum = (sum * Base) + value;
        }

        return sum;
    }

    /// <summary>The sum of the window one byte further on.</summary>
    public uint Roll(uint sum, byte leaving, byte entering) => (sum * Base) + (entering - _leavingTerms[leaving]);

    private static uint Power(int exponent) => (uint)BigInteger.ModPow(Base, exponent, BigInteger.One << 32);
}
