
namespace Lockstep.Wire;

/// <summary>What holds for all frames of one type, known before anything of the payload has arrived.</summary>
/// <param name="From">Who may send it.</param>
/// <param name="MaxMessage">Most bytes of the whole message; 0 for one that is empty.</param>
/// <param name="Compression">How its frames may be compressed.</param>
public readonly record struct MessageRule(Senders From, int MaxMessage, FrameCompression Compression)
{
    // What zstd adds at most to bytes that do not shrink: less than a 128th part and its frame's head.
    private const int ExpansionShare = 128;
    private const int ExpansionHead = 64;

    /// <summary>Most bytes of one frame's payload.</summary>
    public int MaxPayload => Math.Min(MaxMessage, WireLimits.MaxPayload);

    /// <summary>Most bytes of one frame's payload as it is carried when it is compressed.</summary>
    public int MaxCompressedPayload => IsStreamed ? MaxPayload + (MaxPayload / ExpansionShare) + ExpansionHead : MaxPayload;

    /// <summary>Whether a frame of it may be compressed.</summary>
    public bool MayBeCompressed => Compression != FrameCompression.Never;

    /// <summary>Whether the compressed frames of it are pieces of one stream, which cannot be left out where they do not shrink.</summary>
    public bool IsStreamed => Compression == FrameCompression.Streamed;

    /// <summary>Whether a message may go on in further frames.</summary>
    public bool MayContinue => MaxMessage > WireLimits.MaxPayload;

    /// <summary>Whether it may stand between the parts of another message.</summary>
    /// <param name="type">The message's type.</param>
    public static bool IsUrgent(MessageType type) => type is MessageType.Ping or MessageType.Working or MessageType.Failure;

    /// <summary>The rule of a type; for one this protocol does not have, a rule under which nobody may send it.</summary>
    public static MessageRule Of(MessageType type) => type switch
    {
        MessageType.Hello => Small(Senders.Both),
        MessageType.Open => Small(Senders.Client),
        MessageType.TargetState => Bulk(Senders.Agent, WireLimits.MaxBulkMessage),
        MessageType.Probe => Bulk(Senders.Client, WireLimits.MaxBulkMessage),
        MessageType.ProbeReply => Bulk(Senders.Agent, WireLimits.MaxBulkMessage),
        MessageType.Begin => Bulk(Senders.Client, WireLimits.MaxBulkMessage),
        MessageType.StageOffer => Bulk(Senders.Agent, WireLimits.MaxBulkMessage),
        MessageType.Signature => Bulk(Senders.Agent, WireLimits.MaxSignatureMessage),
        MessageType.SignaturesEnd => Empty(Senders.Agent),
        MessageType.Pack => new(Senders.Both, Packs.ContentPackWriter.Capacity, FrameCompression.Streamed),
        MessageType.Commit => Empty(Senders.Client),
        MessageType.CommitReport => Bulk(Senders.Agent, WireLimits.MaxReportMessage),
        MessageType.Command => Bulk(Senders.Client, WireLimits.MaxBulkMessage),
        MessageType.Output => Small(Senders.Agent),
        MessageType.Signal => Small(Senders.Client),
        MessageType.CommandResult => Small(Senders.Agent),
        MessageType.Ping => Empty(Senders.Both),
        MessageType.Working => Small(Senders.Agent),
        MessageType.Failure => Small(Senders.Both),
        MessageType.Goodbye => Empty(Senders.Client),
        MessageType.Input => Small(Senders.Client),
        MessageType.InputEnd => Small(Senders.Client),
        MessageType.InputTaken => Small(Senders.Agent),
        MessageType.WindowSize => Small(Senders.Client),
        MessageType.History => Small(Senders.Client),
        MessageType.HistoryReply => Bulk(Senders.Agent, WireLimits.MaxBulkMessage),
        MessageType.Past => Bulk(Senders.Client, WireLimits.MaxBulkMessage),
        MessageType.PastReply => Bulk(Senders.Agent, WireLimits.MaxBulkMessage),
        MessageType.Fetch => Bulk(Senders.Client, WireLimits.MaxBulkMessage),
        MessageType.FetchEnd => Bulk(Senders.Agent, WireLimits.MaxReportMessage),
        MessageType.Inspect => Empty(Senders.Client),
        MessageType.Inspection => Small(Senders.Agent),
        MessageType.Lasting => Small(Senders.Agent),
        MessageType.Check => Empty(Senders.Client),
        MessageType.DriftReply => Bulk(Senders.Agent, WireLimits.MaxBulkMessage),
        MessageType.Purge => Bulk(Senders.Client, WireLimits.MaxBulkMessage),
        MessageType.PurgeReply => Bulk(Senders.Agent, WireLimits.MaxReportMessage),
        MessageType.Attribute => Bulk(Senders.Client, WireLimits.MaxBulkMessage),
        MessageType.AttributionReply => Bulk(Senders.Agent, WireLimits.MaxBulkMessage),
        MessageType.Channel => Small(Senders.Client),
        MessageType.ChannelData => Small(Senders.Both),
        MessageType.ChannelTaken => Small(Senders.Both),
        MessageType.ChannelEnd => Small(Senders.Both),
        _ => default,
    };

    private static MessageRule Empty(Senders from) => new(from, 0, FrameCompression.Never);

    private static MessageRule Small(Senders from) => new(from, WireLimits.MaxSmallMessage, FrameCompression.Never);

    private static MessageRule Bulk(Senders from, int maxMessage) => new(from, maxMessage, FrameCompression.Separate);
}
