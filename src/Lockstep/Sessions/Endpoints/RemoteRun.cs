using System.Threading.Channels;
using Lockstep.Sessions.Contents;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Endpoints;

/// <summary>What the client keeps of a run from its begin to its commit: the packs on their way, the signatures that came, the offer.</summary>
/// <param name="changeCount">Number of the run's changes.</param>
/// <param name="offer">The encoded offer, once it is here.</param>
/// <param name="packs">Sends the contents; disposed with this.</param>
/// <param name="share">What signatures that wait are held in.</param>
internal sealed class RemoteRun(int changeCount, Task<byte[]> offer, PackSender packs, DecodeShare share) : IAsyncDisposable
{
    private readonly Channel<ContentSignature> _signatures = Channel.CreateBounded<ContentSignature>(
        new BoundedChannelOptions(ContentSignature.MaxUnderWay) { SingleReader = true, SingleWriter = true });

    /// <summary>Sends the contents.</summary>
    public PackSender Packs => packs;

    /// <summary>What an interrupted run left.</summary>
    public async Task<StageOffer> ReadOfferAsync(CancellationToken cancellation)
    {
        byte[] reply = await offer.WaitAsync(cancellation);
        return share.Decode(() => StageOffer.Decode(reply, changeCount));
    }

    /// <summary>Takes a signature that came; never waits.</summary>
    public void AddSignature(ReadOnlySpan<byte> message)
    {
        ContentSignature signature = ContentSignature.Decode(message, changeCount);
        share.Take(signature.Encoded.Length, "signatures");
        if (!_signatures.Writer.TryWrite(signature))
        {
            throw new ProtocolException(_signatures.Reader.Completion.IsCompleted
                ? $"signature of change {signature.Index} came after the last"
                : $"signature of change {signature.Index} came while {ContentSignature.MaxUnderWay} were under way, which is the most");
        }
    }

    /// <summary>No more signatures come.</summary>
    public void EndSignatures()
    {
        if (!_signatures.Writer.TryComplete())
        {
            throw new ProtocolException($"{MessageType.SignaturesEnd} came twice");
        }
    }

    /// <summary>The next signature; null when there are no more.</summary>
    public async Task<ContentSignature?> ReadSignatureAsync(CancellationToken cancellation)
    {
        while (await _signatures.Reader.WaitToReadAsync(cancellation))
        {
            if (_signatures.Reader.TryRead(out ContentSignature? signature))
            {
                share.Return(signature.Encoded.Length);
                return signature;
            }
        }

        return null;
    }

    /// <summary>The connection has ended: nobody waits any longer, for signatures or for room.</summary>
    public void Stop()
    {
        _signatures.Writer.TryComplete();
        packs.Stop();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => packs.DisposeAsync();
}
