using System.Buffers;
using Lockstep.Wire;
using ZstdSharp;

namespace Lockstep.Sessions;

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
        if (!_decompressor.TryUnwrap(frame.Payload.FirstSpan, expanded, out int length) || length != expanded.Length)
        {
            throw new ProtocolException($"{frame.Type} of {frame.Payload.Length} bytes does not expand to the announced {frame.ExpandedLength} bytes");
        }

        return expanded;
    }

    /// <inheritdoc/>
    public void Dispose() => _decompressor?.Dispose();
}
