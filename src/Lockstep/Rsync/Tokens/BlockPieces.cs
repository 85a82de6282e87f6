namespace Lockstep.Rsync.Tokens;

/// <summary>The parts of a block as they go into a deflate history.</summary>
internal ref struct BlockPieces(ReadOnlySpan<byte> block, bool repeatsFirst)
{
    private const int MaxStored = ushort.MaxValue;

    private readonly ReadOnlySpan<byte> _block = block;
    private int _at;

    /// <summary>The part.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>For loops.</summary>
    public readonly BlockPieces GetEnumerator() => this;

    /// <summary>Goes on to the next part.</summary>
    public bool MoveNext()
    {
        int length = Math.Min(MaxStored, _block.Length - _at);
        Current = _block.Slice(repeatsFirst ? 0 : _at, length);
        _at += length;
        return length > 0;
    }
}
