namespace Lockstep.Delta;

/// <summary>
/// Checks the operations of a delta from a peer that is not trusted, before any of them is carried out: copies stay within the
/// basis, and the new file does not outgrow what was announced (a few bytes of copies could otherwise fill a disk).
/// Used by everything that applies a delta, in memory or on disk.
/// </summary>
/// <param name="basisLength">Bytes in the basis.</param>
/// <param name="maximumLength">The most bytes the new file may have.</param>
public sealed class DeltaBounds(long basisLength, long maximumLength)
{
    /// <summary>Bytes the operations checked so far amount to.</summary>
    public long Length { get; private set; }

    /// <summary>Accounts for a copy.</summary>
    /// <exception cref="ProtocolException">The range is empty, negative or not within the basis, or the new file gets too long.</exception>
    public void CheckCopy(long offset, long length)
    {
        // Written so that no sum can overflow.
        if (offset < 0 || length <= 0 || offset > basisLength || length > basisLength - offset)
        {
            throw new ProtocolException($"delta: copy of {length} bytes at {offset}, the basis has {basisLength}");
        }

        Grow(length);
    }

    /// <summary>Accounts for a literal.</summary>
    /// <exception cref="ProtocolException">The literal is empty or longer than one may be, or the new file gets too long.</exception>
    public void CheckLiteral(int length)
    {
        if (length is <= 0 or > DeltaEncoder.MaximumLiteralLength)
        {
            throw new ProtocolException($"delta: literal of {length} bytes, allowed are 1 to {DeltaEncoder.MaximumLiteralLength}");
        }

        Grow(length);
    }

    private void Grow(long length)
    {
        if (length > maximumLength - Length)
        {
            throw new ProtocolException($"delta: the new file exceeds {maximumLength} bytes by {length - (maximumLength - Length)}");
        }

        Length += length;
    }
}
