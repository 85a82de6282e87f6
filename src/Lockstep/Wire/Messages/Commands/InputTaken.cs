using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire.Messages.Commands;

/// <summary>
/// The command has taken more of its input, so that the client may send as much again (<see cref="WireLimits.InputWindow"/>).
/// <code>
/// | bytes: v |
/// </code>
/// </summary>
/// <param name="Count">Bytes taken since the last such message, from 1 to <see cref="WireLimits.InputWindow"/>.</param>
public readonly record struct InputTaken(int Count)
{
    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer) => writer.WriteInt64(Count);

    /// <summary>Reads the message.</summary>
    public static InputTaken Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        int count = reader.ReadInt32("input taken", WireLimits.InputWindow);
        reader.ExpectEnd("input taken");
        return count > 0 ? new InputTaken(count) : throw new ProtocolException("input taken is 0 bytes, the least is 1");
    }
}
