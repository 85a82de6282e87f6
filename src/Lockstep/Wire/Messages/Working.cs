using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire.Messages;

/// <summary>
/// A sign of life of an agent that is at work: in the place of a <see cref="MessageType.Ping"/> where it has got further since the last one.
/// <code>
/// | steps: v |
/// </code>
/// </summary>
/// <param name="Steps">How many steps it has made since it started, of any size: only whether there are more than before says something.</param>
public readonly record struct Working(long Steps)
{
    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer) => writer.WriteInt64(Steps);

    /// <summary>Reads the message.</summary>
    public static Working Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        var working = new Working(reader.ReadInt64("steps"));
        reader.ExpectEnd("sign of work");
        return working;
    }
}
