using System.Buffers;

namespace Lockstep.Delta;

/// <summary>Reads from the basis, filling the destination completely.</summary>
/// <param name="offset">Where to read in the basis; the range was checked to be within it.</param>
/// <param name="destination">What to fill.</param>
public delegate void BasisReader(long offset, Span<byte> destination);

/// <summary>
/// Applies a delta: rebuilds the new file from the basis and the operations it is sent, checking every one. What is written is
/// the new file only if its whole-file hash says so; that check belongs to the session.
/// </summary>
/// <param name="bounds">Checks the operations, and counts the bytes written.</param>
/// <param name="readBasis">Gives the basis.</param>
/// <param name="output">Receives the new file.</param>
public sealed class Patch(DeltaBounds bounds, BasisReader readBasis, IBufferWriter<byte> output) : IDeltaSink
{
    private const int CopyPiece = 64 * 1024;

    /// <inheritdoc/>
    /// <exception cref="ProtocolException">The literal is not within its bounds.</exception>
    public void Literal(ReadOnlySpan<byte> bytes)
    {
        bounds.CheckLiteral(bytes.Length);
        output.Write(bytes);
    }

    /// <inheritdoc/>
    /// <exception cref="ProtocolException">The range is not within its bounds.</exception>
    public void Copy(long offset, long length)
    {
        bounds.CheckCopy(offset, length);
        for (var end = offset + length; offset < end;)
        {
            var piece = (int)Math.Min(CopyPiece, end - offset);
            readBasis(offset, output.GetSpan(piece)[..piece]);
            output.Advance(piece);
            offset += piece;
        }
    }
}
