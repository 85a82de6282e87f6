using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lockstep.Delta;

/// <summary>
/// Finds the block that a window of the new file equals. Three steps, each far rarer than the one before: a Bloom filter on the
/// weak sum, a flat hash table (linear probing) to the blocks with that weak sum, the strong sum.
/// </summary>
/// <remarks>
/// Equal blocks are entered once, and no entry lies more than <see cref="MaximumProbes"/> slots from its home, so that neither a
/// disk image full of zeros nor a signature made to collide (CVE-2026-70453 of rsync: a search that turns quadratic) costs more than a
/// bounded walk per position. A block that finds no slot is still matched when it follows the block before it.
/// </remarks>
internal sealed class BlockIndex
{
    /// <summary>The most slots one search visits.</summary>
    public const int MaximumProbes = 32;

    // Work is counted in bytes hashed; a slot visited costs about as much as hashing this many.
    private const int EffortOfProbe = 16;
    private const int FilterBitsPerBlock = 32;

    private readonly Signature _signature;
    private readonly StrongSum _strongSum;
    private readonly RollingSum _rollingSum;
    private readonly ulong[] _filter;
    private readonly int _filterShift;
    private readonly int[] _slots;
    private readonly int _slotShift;

    public BlockIndex(Signature signature, StrongSum strongSum)
    {
        _signature = signature;
        _strongSum = strongSum;
        _rollingSum = new RollingSum(signature.BlockLength);
        var filterBits = PowerOfTwoFor(FilterBitsPerBlock * (long)signature.FullBlockCount);
        _filter = new ulong[filterBits / 64];
        _filterShift = 32 - BitOperations.Log2((uint)_filter.Length);
        var slotCount = PowerOfTwoFor(2 * (long)signature.FullBlockCount);
        _slots = new int[slotCount];
        _slotShift = 32 - BitOperations.Log2((uint)slotCount);
        for (var block = 0; block < signature.FullBlockCount; block++)
        {
            Enter(block);
        }
    }

    /// <summary>
    /// Rolls <paramref name="sum"/> over the bytes until a window passes the filter or the bytes are used up.
    /// Returns how many bytes it rolled; whether the last window passed, <see cref="MayContain"/> tells.
    /// </summary>
    /// <param name="leaving">The bytes that the window leaves behind.</param>
    /// <param name="entering">As many bytes that follow the window.</param>
    /// <param name="sum">The weak sum of the window.</param>
    public int RollToCandidate(ReadOnlySpan<byte> leaving, ReadOnlySpan<byte> entering, ref uint sum)
    {
        // Local copies: through the reference every step would wait for the store of the one before it.
        var (rolled, rolling, filter, shift) = (sum, _rollingSum, _filter, _filterShift);
        leaving = leaving[..entering.Length];
        for (var i = 0; i < entering.Length; i++)
        {
            rolled = rolling.Roll(rolled, leaving[i], entering[i]);
            if (Passes(filter, shift, rolled))
            {
                sum = rolled;
                return i + 1;
            }
        }

        sum = rolled;
        return entering.Length;
    }

    /// <summary>Whether a block may have this weak sum; false for all but about one in two hundred others.</summary>
    public bool MayContain(uint weakSum) => Passes(_filter, _filterShift, weakSum);

    /// <summary>The full-length block that equals the window, or -1.</summary>
    /// <param name="weakSum">The window's weak sum.</param>
    /// <param name="window">The window.</param>
    /// <param name="effort">Reduced by the work done, in bytes hashed.</param>
    public int Find(uint weakSum, ReadOnlySpan<byte> window, ref long effort)
    {
        ulong? strongSum = null;
        var slot = weakSum >> _slotShift;
        for (var probe = 0; probe < MaximumProbes; probe++)
        {
            effort -= EffortOfProbe;
            var block = BlockAt(slot, probe);
            if (block < 0)
            {
                return -1;
            }

            if (_signature.WeakSums[block] != weakSum)
            {
                continue;
            }

            if (strongSum is null)
            {
                effort -= window.Length;
                strongSum = _strongSum.Of(window);
            }

            if (_signature.StrongSums[block] == strongSum)
            {
                return block;
            }
        }

        return -1;
    }

    private void Enter(int block)
    {
        var weakSum = _signature.WeakSums[block];
        var slot = weakSum >> _slotShift;
        for (var probe = 0; probe < MaximumProbes; probe++)
        {
            var other = BlockAt(slot, probe);
            if (other < 0)
            {
                _slots[(slot + probe) & (_slots.Length - 1)] = block + 1;
                _filter[weakSum >> _filterShift] |= FilterMask(weakSum);
                return;
            }

            if (_signature.WeakSums[other] == weakSum && _signature.StrongSums[other] == _signature.StrongSums[block])
            {
                return;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Passes(ulong[] filter, int shift, uint weakSum)
    {
        var mask = FilterMask(weakSum);
        return (filter[weakSum >> shift] & mask) == mask;
    }

    // The high bits of a sum choose a word of the filter, the twelve low ones two bits in it (a shift counts modulo 64).
    private static ulong FilterMask(uint weakSum) => (1UL << (int)weakSum) | (1UL << (int)(weakSum >> 6));

    // A slot holds the block's number plus one, so that a new array is an empty table.
    private int BlockAt(uint home, int probe) => _slots[(home + probe) & (_slots.Length - 1)] - 1;

    private static int PowerOfTwoFor(long count) => (int)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(count, 128));
}
