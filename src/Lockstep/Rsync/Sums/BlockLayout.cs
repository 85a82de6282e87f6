using System.Numerics;
using Lockstep.Rsync.Coding;

namespace Lockstep.Rsync.Sums;

/// <summary>How a generator cuts a basis into blocks.</summary>
internal static class BlockLayout
{
    private const int ShortestBlock = 700;
    private const int ShortestStrong = 2;
    private const int Granularity = 8;

    /// <summary>The head for a basis.</summary>
    /// <param name="length">Bytes of the basis.</param>
    /// <param name="checksum">The algorithm of strong sums.</param>
    /// <param name="maxBlockLength">The longest block that the dialect has.</param>
    /// <param name="chosen">The user's block length; 0 for the rule.</param>
    /// <param name="isRedo">Whether the short sums were misleading.</param>
    public static SumHead Of(long length, Checksum checksum, int maxBlockLength, int chosen, bool isRedo)
    {
        if (length == 0)
        {
            return default;
        }

        long block = chosen > 0 ? Math.Min(chosen, maxBlockLength) : BlockLength(length, maxBlockLength);
        // A basis of more blocks than can be counted is cut more coarsely.
        block = Math.Max(block, Math.Min(maxBlockLength, (length / int.MaxValue) + 1));
        long count = (length + block - 1) / block;
        return count > int.MaxValue
            ? default
            : new SumHead((int)count, (int)block, StrongLength(length, block, checksum, isRedo), (int)(length % block));
    }

    private static long BlockLength(long length, int maximum)
    {
        if (length <= ShortestBlock * ShortestBlock)
        {
            return ShortestBlock;
        }

        long root = (long)Math.Sqrt(length);
        root -= root * root > length ? 1 : 0;
        return Math.Min(maximum, Math.Max(ShortestBlock, root / Granularity * Granularity));
    }

    private static int StrongLength(long length, long block, Checksum checksum, bool isRedo)
    {
        if (isRedo)
        {
            return checksum.StrongLength;
        }

        int bits = Math.Max(0, 10 + (2 * BitOperations.Log2((ulong)length)) - BitOperations.Log2((ulong)block));
        int bytes = (bits + 1 - 32 + 7) / 8;
        return Math.Min(checksum.StrongLength, Math.Max(ShortestStrong, bytes));
    }
}
