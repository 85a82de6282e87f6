namespace Lockstep.Rsync.Tokens;

/// <summary>Writes a new content as literal bytes and blocks of the basis.</summary>
internal abstract class TokenWriter
{
    /// <summary>Writes bytes that the basis does not have.</summary>
    public abstract void Literal(ReadOnlySpan<byte> bytes);

    /// <summary>Writes a block of the basis.</summary>
    /// <param name="number">The block's number.</param>
    /// <param name="content">Its bytes.</param>
    public abstract void Block(int number, ReadOnlySpan<byte> content);

    /// <summary>Ends the file.</summary>
    public abstract void End();
}
