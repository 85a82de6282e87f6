using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire.Messages;

/// <summary>
/// The head of every message about a channel, in which another client is served over the same connection. The client
/// counts its channels from 1 on each connection.
/// <code>
/// | channel: v | the message |
/// </code>
/// </summary>
public static class ChannelNumber
{
    /// <summary>Writes the head; the message goes behind it.</summary>
    public static void Write(IBufferWriter<byte> writer, int number) => writer.WriteInt64(number);

    /// <summary>Reads the head and leaves the message.</summary>
    public static int Take(ref ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        int number = reader.ReadInt32("channel's number", int.MaxValue);
        message = reader.ReadRest();
        return number > 0 ? number : throw new ProtocolException("channel's number is 0, the least is 1");
    }

    /// <summary>Reads a message that is the head alone.</summary>
    public static int TakeAlone(ReadOnlySpan<byte> message)
    {
        int number = Take(ref message);
        return message.IsEmpty ? number : throw new ProtocolException($"channel's number is followed by {message.Length} bytes");
    }
}
