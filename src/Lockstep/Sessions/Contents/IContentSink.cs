using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Contents;

/// <summary>Takes the contents of a run, whichever way they go: an endpoint that is pushed to, or the way back to a client that fetches.</summary>
public interface IContentSink
{
    /// <summary>Takes a pack of contents and its ownership; returns when there is room for the next.</summary>
    ValueTask WriteAsync(ContentPack pack, CancellationToken cancellation);

    /// <summary>The next signature of a <see cref="Plan.Transfer.Delta"/> or partially staged content, in any order; null when there are no more.</summary>
    Task<ContentSignature?> ReadSignatureAsync(CancellationToken cancellation);
}
