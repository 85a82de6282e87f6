using System.Buffers;
using System.Buffers.Binary;

namespace Lockstep.Wire;

/// <summary>Takes frames off the front of what a connection has received. All that a header says is checked before its payload is waited for.</summary>
public static class FrameReader
{
    /// <summary>Takes one frame.</summary>
    /// <param name="buffer">What has arrived; starts behind the frame when the result is true, stays as it is when it is false.</param>
    /// <param name="sender">The end whose bytes these are.</param>
    /// <param name="frame">The frame; a part of <paramref name="buffer"/>.</param>
    /// <returns>False when the frame has not arrived whole.</returns>
    /// <exception cref="ProtocolException">The header is wrong: an unknown type, one this end may not send, flags it cannot have, a length over its limit.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, Senders sender, out Frame frame)
    {
        frame = default;
        Span<byte> header = stackalloc byte[Frame.CompressedHeaderLength];
        header = header[..(int)Math.Min(buffer.Length, header.Length)];
        buffer.Slice(0, header.Length).CopyTo(header);
        if (!TryReadHeader(header, sender, out MessageType type, out FrameFlags flags, out int length, out int expandedLength))
        {
            return false;
        }

        int headerLength = HeaderLengthOf(flags);
        if (buffer.Length < headerLength + length)
        {
            return false;
        }

        frame = new Frame(type, flags, expandedLength, buffer.Slice(headerLength, length));
        buffer = buffer.Slice(headerLength + length);
        return true;
    }

    private static bool TryReadHeader(
        ReadOnlySpan<byte> header, Senders sender, out MessageType type, out FrameFlags flags, out int length, out int expandedLength)
    {
        (type, flags, length, expandedLength) = (default, default, 0, 0);
        if (header.Length < Frame.HeaderLength)
        {
            return false;
        }

        type = (MessageType)header[0];
        flags = (FrameFlags)header[sizeof(MessageType)];
        MessageRule rule = RuleFor(type, sender);
        CheckFlags(type, flags, rule);
        ReadOnlySpan<byte> lengths = header[(sizeof(MessageType) + sizeof(FrameFlags))..];
        bool isCompressed = (flags & FrameFlags.Compressed) != 0;
        length = expandedLength = ReadLength(lengths, type, "payload", isCompressed ? rule.MaxCompressedPayload : rule.MaxPayload);
        if (length == 0 && flags != FrameFlags.None)
        {
            throw new ProtocolException($"{type} has flags 0x{(byte)flags:x2} and 0 bytes, the least is 1");
        }

        if (!isCompressed)
        {
            return true;
        }

        if (header.Length < Frame.CompressedHeaderLength)
        {
            return false;
        }

        expandedLength = ReadLength(lengths[sizeof(int)..], type, "expanded payload", rule.MaxPayload);
        return rule.IsStreamed || expandedLength > length
            ? true
            : throw new ProtocolException($"{type} expands from {length} to {expandedLength} bytes: what does not shrink is sent as it is");
    }

    private static MessageRule RuleFor(MessageType type, Senders sender)
    {
        MessageRule rule = MessageRule.Of(type);
        if (rule.From == Senders.None)
        {
            throw new ProtocolException($"message type {(byte)type} is not one of this protocol");
        }

        return (rule.From & sender) != 0 ? rule : throw new ProtocolException($"{type} is not for the {sender} to send");
    }

    private static void CheckFlags(MessageType type, FrameFlags flags, MessageRule rule)
    {
        bool isStreamPiece = rule.IsStreamed && (flags & FrameFlags.Compressed) != 0;
        FrameFlags allowed = (rule.MayBeCompressed ? FrameFlags.Compressed : 0)
            | (rule.MayContinue ? FrameFlags.More : 0)
            | (isStreamPiece ? FrameFlags.StartsStream : 0);
        if ((flags & ~allowed) != 0)
        {
            throw new ProtocolException($"{type} has flags 0x{(byte)flags:x2}, it may have 0x{(byte)allowed:x2}");
        }
    }

    private static int ReadLength(ReadOnlySpan<byte> bytes, MessageType type, string field, int maximum)
    {
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return length <= (uint)maximum ? (int)length : throw new ProtocolException($"{type} has {length} bytes of {field}, the most is {maximum}");
    }

    private static int HeaderLengthOf(FrameFlags flags) =>
        (flags & FrameFlags.Compressed) == 0 ? Frame.HeaderLength : Frame.CompressedHeaderLength;
}
