namespace Lockstep.Delta;

/// <summary>
/// What the side with the old file (the basis) tells about it: a weak and a strong sum of every block. The side with the new file
/// needs nothing else to write a delta. Made by <see cref="SignatureBuilder"/> or read by <see cref="SignatureDecoder"/>; both keep
/// <see cref="Delta.BlockLength"/>'s bounds, so nobody checks them again.
/// </summary>
public sealed class Signature
{
    private readonly uint[] _weakSums;
    private readonly ulong[] _strongSums;

    internal Signature(int blockLength, long fileLength, uint[] weakSums, ulong[] strongSums)
    {
        BlockLength = blockLength;
        FileLength = fileLength;
        _weakSums = weakSums;
        _strongSums = strongSums;
    }

    /// <summary>Bytes in every block but possibly the last; 1 to <see cref="Delta.BlockLength.Maximum"/>.</summary>
    public int BlockLength { get; }

    /// <summary>Bytes of the basis that the blocks cover.</summary>
    public long FileLength { get; }

    /// <summary>Number of blocks; at most <see cref="Delta.BlockLength.MaximumCount"/>.</summary>
    public int BlockCount => _weakSums.Length;

    /// <summary>Bytes in the last block if it is shorter than the others, else 0.</summary>
    public int TailLength => (int)(FileLength % BlockLength);

    /// <summary>The rolling sums in block order.</summary>
    public ReadOnlySpan<uint> WeakSums => _weakSums;

    /// <summary>The seeded XXH3 sums in block order.</summary>
    public ReadOnlySpan<ulong> StrongSums => _strongSums;

    /// <summary>Number of blocks of full length.</summary>
    internal int FullBlockCount => (int)(FileLength / BlockLength);

    /// <summary>Where a block begins in the basis.</summary>
    internal long OffsetOf(int block) => (long)block * BlockLength;

    /// <summary>The length of a block: short for the tail only.</summary>
    internal int LengthOf(int block) => block < FullBlockCount ? BlockLength : TailLength;
}
