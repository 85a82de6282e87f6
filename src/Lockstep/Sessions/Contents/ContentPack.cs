namespace Lockstep.Sessions.Contents;

/// <summary>A pack of content records (docs/wire-protocol.md) on its way. Handing it to an endpoint hands over the ownership; disposing it gives the memory back.</summary>
/// <param name="records">The records.</param>
/// <param name="isOfLargeContent">Whether it has a piece of a content too large for one record.</param>
/// <param name="release">Called once, when the memory is no longer needed.</param>
public sealed class ContentPack(Memory<byte> records, bool isOfLargeContent, Action release) : IDisposable
{
    private readonly EncodedPack? _encoded;
    private Action? _release = release;

    /// <summary>A pack that was encoded for several endpoints; only those that have a <see cref="Endpoints.IEndpoint.RoundTrip"/> take it.</summary>
    internal ContentPack(EncodedPack encoded, bool isOfLargeContent, Action release)
        : this(Memory<byte>.Empty, isOfLargeContent, release) => _encoded = encoded;

    /// <summary>The records; good until the pack is disposed. Its owner may write to them.</summary>
    public Memory<byte> Records => _encoded is null ? records : throw new InvalidOperationException("The pack is encoded.");

    /// <summary>The pack as it travels; null where it is not encoded yet.</summary>
    public EncodedPack? Encoded => _encoded;

    /// <summary>Whether it has a piece of a content too large for one record.</summary>
    public bool IsOfLargeContent => isOfLargeContent;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
