using System.Buffers;
using Lockstep.Wire;
using ZstdSharp;

namespace Lockstep.Sessions.Messages;

/// <summary>
/// Sends messages to the peer from any thread, whole messages one after the other. Blocks while the pipe is full: that is the flow control. Throws a
/// <see cref="BrokenPipeException"/> when the pipe has ended, or the last message was sent.
/// </summary>
internal sealed class MessageSender(Stream output, TimeProvider time) : IDisposable
{
    /// <summary>A peer that lives takes so many bytes before it counts as dead, however slow the link is.</summary>
    private const int PieceLength = 64 << 10;

    /// <summary>Shorter messages are not worth compressing.</summary>
    private const int LeastCompressed = 256;

    private const int MessageLevel = 3;

    private readonly Lock _sending = new();
    private readonly PeerWait _wait = new(time);
    private readonly ArrayBufferWriter<byte> _frame = new(64 << 10);
    private Compressor? _compressor;
    private bool _isClosed;

    /// <summary>How long the peer has been taking nothing of what is being sent; zero when nothing is.</summary>
    public TimeSpan Stall => _wait.Elapsed;

    /// <summary>Sends a message without content.</summary>
    public void Send(MessageType type) => Send(type, ReadOnlyMemory<byte>.Empty);

    /// <summary>Sends a message without content unless another is being sent, which says as much.</summary>
    public void SendIfIdle(MessageType type)
    {
        if (_sending.TryEnter())
        {
            try
            {
                SendPart(type, default);
            }
            finally
            {
                _sending.Exit();
            }
        }
    }

    /// <summary>Sends an encoded message, in parts and compressed where that is allowed and pays.</summary>
    public void Send(MessageType type, ReadOnlyMemory<byte> message)
    {
        lock (_sending)
        {
            foreach (MessagePart part in MessageParts.Of(message))
            {
                SendPart(type, part);
            }
        }
    }

    /// <summary>Sends a message after which nothing may come, whoever wants to send it.</summary>
    public void SendLast(MessageType type, ReadOnlyMemory<byte> message)
    {
        lock (_sending)
        {
            Send(type, message);
            _isClosed = true;
        }
    }

    /// <summary>Sends a message whose parts are encoded one by one, each when the one before it has left.</summary>
    public void Send(MessageType type, IEnumerable<MessagePart> parts)
    {
        lock (_sending)
        {
            foreach (MessagePart part in parts)
            {
                SendPart(type, part);
            }
        }
    }

    /// <summary>Sends a pack as it is.</summary>
    public void SendPack(ReadOnlySpan<byte> pack)
    {
        lock (_sending)
        {
            _frame.ResetWrittenCount();
            FrameWriter.WriteHeader(_frame, MessageType.Pack, pack.Length);
            WriteFrame(pack);
        }
    }

    /// <summary>Sends a pack that was compressed.</summary>
    /// <param name="compressed">The compressed pack.</param>
    /// <param name="expandedLength">Bytes of the pack itself.</param>
    /// <param name="startsStream">Whether it is the first of a zstd stream.</param>
    public void SendPack(ReadOnlySpan<byte> compressed, int expandedLength, bool startsStream)
    {
        lock (_sending)
        {
            _frame.ResetWrittenCount();
            FrameWriter.WriteStreamedHeader(_frame, MessageType.Pack, compressed.Length, expandedLength, startsStream);
            WriteFrame(compressed);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _compressor?.Dispose();

    private void SendPart(MessageType type, MessagePart part)
    {
        ReadOnlySpan<byte> payload = part.Bytes.Span;
        _frame.ResetWrittenCount();
        if (payload.Length >= LeastCompressed && MessageRule.Of(type).MayBeCompressed)
        {
            _compressor ??= new Compressor(MessageLevel);
            byte[] compressed = ArrayPool<byte>.Shared.Rent(Compressor.GetCompressBound(payload.Length));
            int length = _compressor.Wrap(payload, compressed);
            if (length < payload.Length)
            {
                FrameWriter.WriteCompressedHeader(_frame, type, length, payload.Length, part.HasMore);
                WriteFrame(compressed.AsSpan(0, length));
                ArrayPool<byte>.Shared.Return(compressed);
                return;
            }

            ArrayPool<byte>.Shared.Return(compressed);
        }

        FrameWriter.WriteHeader(_frame, type, payload.Length, part.HasMore);
        WriteFrame(payload);
    }

    /// <summary>Writes the header in <see cref="_frame"/> and the payload: in one call where it is short, so that it leaves in one piece.</summary>
    private void WriteFrame(ReadOnlySpan<byte> payload)
    {
        const int LongPayload = 32 << 10;
        if (payload.Length < LongPayload)
        {
            _frame.Write(payload);
            Write(_frame.WrittenSpan);
        }
        else
        {
            Write(_frame.WrittenSpan);
            Write(payload);
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (_isClosed)
        {
            throw new BrokenPipeException("the last message was sent");
        }

        try
        {
            for (int start = 0; start < bytes.Length; start += PieceLength)
            {
                _wait.Start();
                output.Write(bytes[start..Math.Min(start + PieceLength, bytes.Length)]);
            }

            output.Flush();
        }
        catch (Exception e) when (BrokenPipeException.Is(e))
        {
            throw new BrokenPipeException("the peer cannot be written to", e);
        }
        finally
        {
            _wait.Stop();
        }
    }
}
