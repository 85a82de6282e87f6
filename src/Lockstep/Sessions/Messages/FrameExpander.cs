using System.Buffers;
using Lockstep.Wire;
using ZstdSharp;

namespace Lockstep.Sessions.Messages;

/// <summary>Gives the payload of a frame as it was before compression. For all messages but packs, whose compression goes on from one to the next.</summary>
internal sealed class FrameExpander : IDisposable
{
    private readonly ArrayBufferWriter<byte> _payload = new();
    private Decompressor? _decompressor;

    /// <summary>The payload; good until the next call or the next frame.</summary>
    public ReadOnlySpan<byte> Expand(Frame frame)
    {
        if (!frame.IsCompressed)
        {
            return frame.Payload.FirstSpan;
        }

        _decompressor ??= new Decompressor();
        _payload.ResetWrittenCount();
        Span<byte> expanded = _payload.GetSpan(frame.ExpandedLength)[..frame.ExpandedLength];
        if (!HasExpandedTo(frame.Payload.FirstSpan, expanded))
        {
            throw new ProtocolException($"{frame.Type} of {frame.Payload.Length} bytes does not expand to the announced {frame.ExpandedLength} bytes");
        }

        return expanded;
    }

    private bool HasExpandedTo(ReadOnlySpan<byte> payload, Span<byte> expanded)
    {
        try
        {
            return _decompressor!.TryUnwrap(payload, expanded, out int length) && length == expanded.Length;
        }
        catch (ZstdException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _decompressor?.Dispose();
}
