using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire.Messages;

/// <summary>
/// Asks for the runs that the target's history keeps.
/// <code>
/// | run: v |
/// </code>
/// </summary>
/// <param name="Run">The one run that is asked for, with what it changed; 0 for all, without.</param>
public sealed record HistoryRequest(long Run)
{
    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer) => writer.WriteInt64(Run);

    /// <summary>Reads the message.</summary>
    public static HistoryRequest Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        var request = new HistoryRequest(reader.ReadInt64("run"));
        reader.ExpectEnd("history request");
        return request;
    }
}
