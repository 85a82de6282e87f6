using System.Buffers;
using Lockstep.Sessions.Contents;
using Lockstep.Wire;
using ZstdSharp;

namespace Lockstep.Sessions.Messages;

/// <summary>
/// Sends messages to the peer from any thread, whole messages one after the other. Blocks while the pipe is full: that is the flow control. Throws a
/// <see cref="BrokenPipeException"/> when the pipe has ended, or the last message was sent.
/// </summary>
/// <param name="output">The way to the peer.</param>
/// <param name="time">The clock.</param>
/// <param name="progress">Is told of what the peer takes; null where nobody waits for it.</param>
/// <param name="pieceLength">A peer that lives takes so many bytes before it counts as dead, however slow the link is.</param>
internal sealed class MessageSender(Stream output, TimeProvider time, ProgressClock? progress = null, int pieceLength = MessageSender.PieceLength) : IDisposable
{
    /// <summary>The usual length of a piece.</summary>
    public const int PieceLength = 64 << 10;

    /// <summary>Shorter messages are not worth compressing.</summary>
    private const int LeastCompressed = 256;

    private const int MessageLevel = 3;

    /// <summary>What is shorter says nothing of the peer's work: our own signs of life go on for ever.</summary>
    private const int LeastCounted = 64;

    private readonly Lock _sending = new();
    private readonly PeerWait _wait = new(time);
    private readonly ArrayBufferWriter<byte> _frame = new(64 << 10);
    private Compressor? _compressor;
    private bool _isClosed;

    /// <summary>How long the peer has been taking nothing of what is being sent; zero when nothing is.</summary>
    public TimeSpan Stall => _wait.Elapsed;

    /// <summary>Sends a message without content.</summary>
    public void Send(MessageType type) => Send(type, ReadOnlyMemory<byte>.Empty);

    /// <summary>Sends a short message unless another is being sent, which says as much.</summary>
    public void SendIfIdle(MessageType type, ReadOnlyMemory<byte> message)
    {
        if (_sending.TryEnter())
        {
            try
            {
                SendPart(type, new MessagePart(message, HasMore: false));
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

    /// <summary>Sends a pack.</summary>
    public void SendPack(EncodedPack pack)
    {
        lock (_sending)
        {
            _frame.ResetWrittenCount();
            if (pack.ExpandedLength > 0)
            {
                FrameWriter.WriteStreamedHeader(_frame, MessageType.Pack, pack.Bytes.Length, pack.ExpandedLength, pack.StartsStream);
            }
            else
            {
                FrameWriter.WriteHeader(_frame, MessageType.Pack, pack.Bytes.Length);
            }

            WriteFrame(pack.Bytes.Span);
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
            for (int start = 0; start < bytes.Length; start += pieceLength)
            {
                ReadOnlySpan<byte> piece = bytes[start..Math.Min(start + pieceLength, bytes.Length)];
                _wait.Start();
                output.Write(piece);
                if (piece.Length >= LeastCounted)
                {
                    progress?.Moved(piece.Length);
                }
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
