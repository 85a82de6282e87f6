using Lockstep.Files;
using Lockstep.Plan;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Contents.Shared;

/// <summary>
/// One run's turn to send contents: those that other runs send too along with them, the rest alone. Whoever waits for runs to come is told when it is disposed,
/// should it not have been used.
/// </summary>
/// <param name="shared">What other runs send.</param>
/// <param name="project">The tree that is read.</param>
internal sealed class ContentTurn(SharedContents shared, RootedDirectory project) : IDisposable
{
    private bool _hasArrived;

    /// <summary>Whether it is not worth while to send anything along with others.</summary>
    public bool IsAlone { get; set; }

    /// <summary>Whether another run will send what could not be sent now, so that it is no trouble.</summary>
    public Func<RelativePath, bool>? IsPassing { get; set; }

    /// <summary>Sends everything that the offer does not have.</summary>
    /// <param name="changes">What announces the contents.</param>
    /// <param name="offer">What the target has of them.</param>
    /// <param name="endpoint">The target.</param>
    /// <param name="compression">How the target gets them.</param>
    /// <param name="observer">Is told how far it is.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<SendResult> SendAsync(
        IReadOnlyList<Change> changes, StageOffer offer, IEndpoint endpoint, Compression compression, IRunObserver observer, CancellationToken cancellation)
    {
        var log = new SendLog(changes, observer, IsPassing);
        SendPosition position = SendPosition.Start;
        using (LineReader? line = FindLine(changes, offer, endpoint, compression))
        {
            Arrive();
            position = line is null ? position : await FollowAsync(line, endpoint, log, cancellation);
        }

        await new ContentSender(project, changes, endpoint, log).SendAsync(offer, position, cancellation);
        return log.Result;
    }

    /// <inheritdoc/>
    public void Dispose() => Arrive();

    /// <summary>Targets that have leftovers are sent what they lack, and those without a connection need nothing encoded.</summary>
    private LineReader? FindLine(IReadOnlyList<Change> changes, StageOffer offer, IEndpoint endpoint, Compression compression) =>
        !IsAlone && offer.Complete.Count + offer.Partial.Count == 0 && endpoint.RoundTrip is { } roundTrip ? shared.TryJoin(changes, compression, roundTrip) : null;

    /// <summary>Sends what the line has until it is at its end, or too far ahead.</summary>
    /// <returns>From where on the run is alone.</returns>
    private static async Task<SendPosition> FollowAsync(LineReader line, IEndpoint endpoint, SendLog log, CancellationToken cancellation)
    {
        while (await line.NextAsync(cancellation) is { } pack)
        {
            await endpoint.WriteAsync(pack.ForSending(), cancellation);
            pack.Journal.Replay(log);
        }

        return line.Position;
    }

    private void Arrive()
    {
        if (!_hasArrived)
        {
            _hasArrived = true;
            shared.Arrive();
        }
    }
}
