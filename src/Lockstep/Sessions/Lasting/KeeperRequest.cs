using System.Buffers;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Lasting;

/// <summary>
/// What a keeper is told by the process that starts it.
/// <code>
/// | root: sized | command, as on the wire, the rest |
/// </code>
/// </summary>
/// <param name="Root">Where the command runs, as the bytes of a path.</param>
/// <param name="Command">What runs there.</param>
internal sealed record KeeperRequest(ReadOnlyMemory<byte> Root, CommandRequest Command)
{
    /// <summary>Writes it.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        writer.WriteSized(Root.Span);
        Command.Encode(writer);
    }

    /// <summary>Reads it.</summary>
    public static KeeperRequest Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        byte[] root = reader.ReadSized("root", WireLimits.MaxRoot).ToArray();
        return new KeeperRequest(root, CommandRequest.Decode(reader.ReadRest()));
    }
}
