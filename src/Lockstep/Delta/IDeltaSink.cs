namespace Lockstep.Delta;

/// <summary>Where the operations of a delta go, in the order of the new file: a <see cref="Patch"/>, or a frame writer.</summary>
public interface IDeltaSink
{
    /// <summary>The new file goes on with these bytes.</summary>
    /// <param name="bytes">1 to <see cref="DeltaEncoder.MaximumLiteralLength"/> bytes, valid only during the call.</param>
    void Literal(ReadOnlySpan<byte> bytes);

    /// <summary>The new file goes on with a range of the basis. Ranges that touch arrive as one, however long.</summary>
    /// <param name="offset">Where the range begins in the basis.</param>
    /// <param name="length">Its length in bytes, at least 1.</param>
    void Copy(long offset, long length);
}
