using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire.Messages.Commands;

/// <summary>
/// A piece of a command's output as the command wrote it: pieces end anywhere, also within a line or a character.
/// <code>
/// | stream: 1 | bytes: the rest, at least 1 |
/// </code>
/// </summary>
/// <param name="kind">The stream it came from.</param>
/// <param name="bytes">From 1 to <see cref="WireLimits.MaxOutput"/> bytes, borrowed.</param>
public readonly ref struct Output(OutputKind kind, ReadOnlySpan<byte> bytes)
{
    /// <summary>The stream it came from.</summary>
    public OutputKind Kind { get; } = kind;

    /// <summary>What the command wrote; not safe to print.</summary>
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        writer.WriteByte((byte)Kind);
        writer.Write(Bytes);
    }

    /// <summary>Reads the message; the result is a part of its bytes.</summary>
    public static Output Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        byte kind = reader.ReadByte("output stream");
        if ((OutputKind)kind is not (OutputKind.Out or OutputKind.Error))
        {
            throw new ProtocolException($"output stream is {kind}, it can be {(byte)OutputKind.Out} or {(byte)OutputKind.Error}");
        }

        return reader.Remaining > 0 ? new Output((OutputKind)kind, reader.ReadRest()) : throw new ProtocolException("output has 0 bytes, the least is 1");
    }
}
