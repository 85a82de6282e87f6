using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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

    // Constants, because a computed static would be looked up in every round of an ahead-of-time compiled loop.
    private const uint Base2 = unchecked(Base * Base);
    private const uint Base4 = unchecked(Base2 * Base2);
    private const uint Base8 = unchecked(Base4 * Base4);
    private const uint StepOfRound = unchecked(Base8 * Base8);
    private const uint StepOfTwoRounds = unchecked(StepOfRound * StepOfRound);

    // What one round of pairs takes.
    private const int PairedBytes = 64;

    private static readonly uint[] LaneWeights = WeighLanes();
    private static readonly uint StepOfPairs = Power(PairedBytes);
    private static readonly (short[] Low, short[] High) PairWeights = HalveWeights();

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

    /// <summary>The sum of a whole block, vectorised.</summary>
    public static uint Of(ReadOnlySpan<byte> block) => block.Length < 2 * Lanes || !Vector128.IsHardwareAccelerated
        ? Extend(0, block)
        : Sse2.IsSupported ? OfPairs(block) : OfLanes(block);

    /// <summary>
    /// With the one instruction for products that every x64 processor has and that is fast: it adds two products of 16 bits to one of 32. So each weight is two
    /// halves, and each half has a sum of its own. A product of 32 bits would be seven instructions (benchmark big-edits).
    /// </summary>
    private static uint OfPairs(ReadOnlySpan<byte> block)
    {
        ReadOnlySpan<short> low = PairWeights.Low;
        ReadOnlySpan<short> high = PairWeights.High;
        var step = Vector128.Create(StepOfPairs);
        var sum = Vector128<uint>.Zero;
        while (block.Length >= PairedBytes)
        {
            var (lowSum, highSum) = (Vector128<int>.Zero, Vector128<int>.Zero);
            for (var at = 0; at < PairedBytes; at += Lanes)
            {
                var (first, second) = Vector128.Widen(Vector128.Create(block[at..]));
                lowSum += SumPairs(first, low[at..]) + SumPairs(second, low[(at + (Lanes / 2))..]);
                highSum += SumPairs(first, high[at..]) + SumPairs(second, high[(at + (Lanes / 2))..]);
            }

            sum = (sum * step) + lowSum.AsUInt32() + (highSum.AsUInt32() << 16);
            block = block[PairedBytes..];
        }

        return Extend(Vector128.Sum(sum), block);
    }

    /// <summary>Lane <c>i</c> sums every sixteenth byte from the <c>i</c>-th on.</summary>
    internal static uint OfLanes(ReadOnlySpan<byte> block)
    {
        var (a, b, c, d) = (Vector128<uint>.Zero, Vector128<uint>.Zero, Vector128<uint>.Zero, Vector128<uint>.Zero);
        while (block.Length >= 2 * Lanes)
        {
            // Two rounds at once: only one of the two multiplications has to wait for the sum so far.
            var (a1, b1, c1, d1) = Widen(block);
            var (a2, b2, c2, d2) = Widen(block[Lanes..]);
            a = (a * StepOfTwoRounds) + ((a1 * StepOfRound) + a2);
            b = (b * StepOfTwoRounds) + ((b1 * StepOfRound) + b2);
            c = (c * StepOfTwoRounds) + ((c1 * StepOfRound) + c2);
            d = (d * StepOfTwoRounds) + ((d1 * StepOfRound) + d2);
            block = block[(2 * Lanes)..];
        }

        ReadOnlySpan<uint> weights = LaneWeights;
        var weighted = (a * Vector128.Create(weights)) + (b * Vector128.Create(weights[4..]))
            + (c * Vector128.Create(weights[8..])) + (d * Vector128.Create(weights[12..]));
        return Extend(Vector128.Sum(weighted), block);
    }

    /// <summary>Goes on from <paramref name="sum"/> over <paramref name="bytes"/> one by one: the reference for the vectorised sum.</summary>
    public static uint Extend(uint sum, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            sum = (sum * Base) + value;
        }

        return sum;
    }

    /// <summary>The sum of the window one byte further on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Roll(uint sum, byte leaving, byte entering) => (sum * Base) + (entering - _leavingTerms[leaving]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<uint>, Vector128<uint>, Vector128<uint>, Vector128<uint>) Widen(ReadOnlySpan<byte> bytes)
    {
        var (low, high) = Vector128.Widen(Vector128.Create(bytes));
        var (first, second) = Vector128.Widen(low);
        var (third, fourth) = Vector128.Widen(high);
        return (first, second, third, fourth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> SumPairs(Vector128<ushort> bytes, ReadOnlySpan<short> weights) => Sse2.MultiplyAddAdjacent(bytes.AsInt16(), Vector128.Create(weights));

    /// <summary>The weights of a round of pairs: the lower halves with a sign, and what has to be added to them then.</summary>
    private static (short[] Low, short[] High) HalveWeights()
    {
        var (low, high) = (new short[PairedBytes], new short[PairedBytes]);
        for (var i = 0; i < PairedBytes; i++)
        {
            var weight = Power(PairedBytes - 1 - i);
            low[i] = (short)weight;
            high[i] = (short)((weight - (uint)low[i]) >> 16);
        }

        return (low, high);
    }

    private static uint[] WeighLanes()
    {
        var weights = new uint[Lanes];
        for (var lane = 0; lane < Lanes; lane++)
        {
            weights[lane] = Power(Lanes - 1 - lane);
        }

        return weights;
    }

    private static uint Power(int exponent)
    {
        var power = 1u;
        for (var square = Base; exponent > 0; exponent >>= 1, square *= square)
        {
            power *= (exponent & 1) == 0 ? 1 : square;
        }

        return power;
    }
}
