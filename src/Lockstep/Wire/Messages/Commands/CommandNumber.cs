using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire.Messages.Commands;

/// <summary>
/// The head of every message about a command: which one. The client counts its commands from 1 on each connection.
/// <code>
/// | command: v | the message |
/// </code>
/// </summary>
public static class CommandNumber
{
    /// <summary>Most bytes of a number: 31 bits, seven a byte.</summary>
    public const int MaxLength = 5;

    /// <summary>Writes the head; the message goes behind it.</summary>
    public static void Write(IBufferWriter<byte> writer, int number) => writer.WriteInt64(number);

    /// <summary>Reads the head and leaves the message.</summary>
    public static int Take(ref ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        int number = reader.ReadInt32("command's number", int.MaxValue);
        message = reader.ReadRest();
        return number > 0 ? number : throw new ProtocolException("command's number is 0, the least is 1");
    }
}
