using Lockstep.Wire.Fields;
using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire.Messages;

/// <summary>
/// Asks an endpoint for its target; where run follows run, again for what became of it while others could write there.
/// <code>
/// | root: sized | is preview: 1 | known baseline: 16 | owner: sized | stays open: 1 | needs a history: 1 | purpose: sized | awaits the lock: 1 |
/// </code>
/// </summary>
/// <param name="Root">The target's root as bytes: absolute, or relative to the login directory; <c>~/</c> is not special.</param>
/// <param name="IsPreview">Nothing may be written: no lock, no recovery, no directory of state.</param>
/// <param name="KnownBaseline">The baseline the client holds; the endpoint sends its own only when it is another one.</param>
/// <param name="Owner">Who asks, as <c>user@host</c>: shown to whoever finds the target locked, and kept in the history.</param>
public sealed record OpenRequest(ReadOnlyMemory<byte> Root, bool IsPreview, SnapshotDigest KnownBaseline, string Owner)
{
    /// <summary>Whether run follows run on this connection, so that its loss has to be noticed at once (<see cref="Keepalive.Alert"/>).</summary>
    public bool StaysOpen { get; init; }

    /// <summary>Whether there is nothing to do where nothing was ever pushed, so that a state directory is not made for it.</summary>
    public bool NeedsHistory { get; init; }

    /// <summary>
    /// What the target is opened for, as <c>lockstep push (process 4711)</c>: shown to whoever finds it locked.
    /// </summary>
    public string Purpose { get; init; } = "";

    /// <summary>
    /// Whether a target that somebody else keeps locked is an answer (<see cref="TargetState.Holder"/>) and no failure:
    /// the question is asked again.
    /// </summary>
    public bool AwaitsLock { get; init; }

    /// <summary>How many entries the known baseline has; null where that is not known. Not sent: it is what the answer is held against.</summary>
    public int? KnownEntries { get; init; }

    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        writer.WriteSized(Root.Span);
        writer.WriteBoolean(IsPreview);
        writer.WriteDigest(KnownBaseline);
        writer.WriteDisplayText(Owner, WireLimits.MaxName);
        writer.WriteBoolean(StaysOpen);
        writer.WriteBoolean(NeedsHistory);
        writer.WriteDisplayText(Purpose, WireLimits.MaxName);
        writer.WriteBoolean(AwaitsLock);
    }

    /// <summary>Reads the message.</summary>
    public static OpenRequest Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        ReadOnlySpan<byte> root = reader.ReadSized("root", WireLimits.MaxRoot);
        if (root.IsEmpty || root.Contains((byte)0))
        {
            throw new ProtocolException($"root '{DisplayText.Of(root)}' is no path: it is empty or has a NUL");
        }

        var request = new OpenRequest(
            root.ToArray(),
            reader.ReadBoolean("is preview"),
            reader.ReadDigest("known baseline"),
            reader.ReadDisplayText("owner", WireLimits.MaxName))
        {
            StaysOpen = reader.ReadBoolean("stays open"),
            NeedsHistory = reader.ReadBoolean("needs a history"),
            Purpose = reader.ReadDisplayText("purpose", WireLimits.MaxName),
            AwaitsLock = reader.ReadBoolean("awaits the lock"),
        };
        reader.ExpectEnd("open request");
        return request;
    }
}
