namespace Lockstep.Delta;

/// <summary>
/// Makes the <see cref="Signature"/> of a basis that arrives in slices of any size. Holds one block and the sums.
/// What lies beyond <see cref="Delta.BlockLength.MaximumCount"/> blocks (a file that grew enormously while it was read) is left out: the signature
/// then describes the head of the file, which is all a delta needs to be correct.
/// </summary>
public sealed class SignatureBuilder
{
    private readonly int _blockLength;
    private readonly StrongSum _strongSum;
    private readonly byte[] _partial;
    private int _partialLength;
    private uint[] _weakSums;
    private ulong[] _strongSums;
    private int _count;
    private long _fileLength;

    /// <summary>Prepares for a basis of about <paramref name="expectedLength"/> bytes, which decides the block length.</summary>
    /// <param name="expectedLength">The file's length as last seen; it may turn out different.</param>
    /// <param name="seed">The run's seed, shared by both sides.</param>
    public SignatureBuilder(long expectedLength, long seed)
        : this(Delta.BlockLength.For(expectedLength), expectedLength, seed)
    {
    }

    internal SignatureBuilder(int blockLength, long expectedLength, long seed)
    {
        _blockLength = blockLength;
        _strongSum = new StrongSum(seed);
        _partial = new byte[blockLength];
        var expectedCount = Delta.BlockLength.Count(Math.Min(expectedLength, Room), blockLength);
        _weakSums = new uint[expectedCount];
        _strongSums = new ulong[expectedCount];
    }

    /// <summary>Bytes in every block but possibly the last.</summary>
    public int BlockLength => _blockLength;

    private long Room => (long)Delta.BlockLength.MaximumCount * _blockLength - _fileLength;

    /// <summary>Takes the next bytes of the basis.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        data = data[..(int)Math.Min(data.Length, Room)];
        _fileLength += data.Length;
        if (_partialLength > 0)
        {
            data = data[FillPartial(data)..];
        }

        while (data.Length >= _blockLength)
        {
            AddBlock(data[.._blockLength]);
            data = data[_blockLength..];
        }

        FillPartial(data);
    }

    /// <summary>A builder for the part of the same basis that follows this one's, so that two threads can sign it; <see cref="Join"/> puts them together.</summary>
    /// <param name="expectedLength">The part's length as last seen.</param>
    public SignatureBuilder ForNextPart(long expectedLength) => new(_blockLength, expectedLength, _strongSum.Seed);

    /// <summary>Adds the sums of the part that follows, which ends the other's use. A part that turned out shorter than whole blocks has nothing that follows it.</summary>
    public void Join(SignatureBuilder next)
    {
        if (_partialLength > 0)
        {
            return;
        }

        int added = Math.Min(next._count, Delta.BlockLength.MaximumCount - _count);
        Array.Resize(ref _weakSums, _count + added);
        Array.Resize(ref _strongSums, _count + added);
        next._weakSums.AsSpan(0, added).CopyTo(_weakSums.AsSpan(_count));
        next._strongSums.AsSpan(0, added).CopyTo(_strongSums.AsSpan(_count));
        _count += added;
        _fileLength += (long)added * _blockLength;
        Append(next._partial.AsSpan(0, next._partialLength));
    }

    /// <summary>The signature of all that was appended. Ends the builder's use.</summary>
    public Signature Build()
    {
        if (_partialLength > 0)
        {
            AddBlock(_partial.AsSpan(0, _partialLength));
        }

        Array.Resize(ref _weakSums, _count);
        Array.Resize(ref _strongSums, _count);
        return new Signature(_blockLength, _fileLength, _weakSums, _strongSums);
    }

    private int FillPartial(ReadOnlySpan<byte> data)
    {
        var taken = Math.Min(data.Length, _blockLength - _partialLength);
        data[..taken].CopyTo(_partial.AsSpan(_partialLength));
        _partialLength += taken;
        if (_partialLength == _blockLength)
        {
            AddBlock(_partial);
            _partialLength = 0;
        }

        return taken;
    }

    private void AddBlock(ReadOnlySpan<byte> block)
    {
        if (_count == _weakSums.Length)
        {
            var larger = Math.Max(16, 2 * _count);
            Array.Resize(ref _weakSums, larger);
            Array.Resize(ref _strongSums, larger);
        }

        _weakSums[_count] = RollingSum.Of(block);
        _strongSums[_count] = _strongSum.Of(block);
        _count++;
    }
}
