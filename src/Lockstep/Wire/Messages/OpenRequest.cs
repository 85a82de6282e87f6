using Lockstep.Wire.Fields;
using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire.Messages;

/// <summary>
/// Asks an endpoint for its target.
/// <code>
/// | root: sized | is preview: 1 | known baseline: 16 | owner: sized | stays open: 1 | needs a history: 1 |
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
        };
        reader.ExpectEnd("open request");
        return request;
    }
}
