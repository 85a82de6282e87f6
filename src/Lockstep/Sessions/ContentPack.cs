using System.Buffers;

namespace Lockstep.Sessions;

/// <summary>
/// A rented buffer with content records (see docs/wire-protocol.md). Whoever holds it disposes it; handing it to an endpoint hands over the ownership.
/// </summary>
public sealed class ContentPack : IDisposable
{
    private byte[]? _buffer;

    private ContentPack(byte[] buffer) => _buffer = buffer;

    /// <summary>The whole buffer.</summary>
    public byte[] Buffer => _buffer ?? throw new ObjectDisposedException(nameof(ContentPack));

    /// <summary>How much of the buffer holds records, in bytes.</summary>
    public int Length { get; set; }

    /// <summary>
    /// Whether its records belong to a content that spans packs and must be taken in the order of the packs. Packs of whole contents only may be
    /// taken in any order and side by side.
    /// </summary>
    public bool IsOrdered { get; set; }

    /// <summary>The records.</summary>
    public ReadOnlySpan<byte> Records => Buffer.AsSpan(0, Length);

    /// <summary>Rents a pack with room for at least <paramref name="capacity"/> bytes.</summary>
    public static ContentPack Rent(int capacity) => new(ArrayPool<byte>.Shared.Rent(capacity));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }
    }
}
