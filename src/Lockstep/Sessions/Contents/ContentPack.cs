namespace Lockstep.Sessions.Contents;

/// <summary>A pack of content records (docs/wire-protocol.md) on its way. Handing it to an endpoint hands over the ownership; disposing it gives the memory back.</summary>
/// <param name="records">The records.</param>
/// <param name="isOfLargeContent">Whether it has a piece of a content too large for one record.</param>
/// <param name="release">Called once, when the memory is no longer needed.</param>
public sealed class ContentPack(Memory<byte> records, bool isOfLargeContent, Action release) : IDisposable
{
    private Action? _release = release;

    /// <summary>The records; good until the pack is disposed. Its owner may write to them.</summary>
    public Memory<byte> Records => records;

    /// <summary>Whether it has a piece of a content too large for one record.</summary>
    public bool IsOfLargeContent => isOfLargeContent;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
