namespace Lockstep.Rsync.Tokens;

/// <summary>Reads what a <see cref="TokenWriter"/> wrote.</summary>
internal abstract class TokenReader
{
    /// <summary>Reads on.</summary>
    /// <param name="blocks">How many blocks the basis has.</param>
    /// <param name="literal">Bytes that come next; lent until the next call.</param>
    /// <param name="block">The block that comes next.</param>
    /// <returns>What came.</returns>
    public abstract TokenKind Next(int blocks, out ReadOnlySpan<byte> literal, out int block);

    /// <summary>Tells the bytes of the block that came last.</summary>
    public virtual void Saw(ReadOnlySpan<byte> content)
    {
    }

    /// <summary>A block's number when it is one.</summary>
    protected static int Checked(long block, int blocks) =>
        block >= 0 && block < blocks ? (int)block : throw new ProtocolException($"block {block} of a basis that has {blocks}");
}
