using System.Buffers;
using Lockstep.Tree;
using Lockstep.Wire.Fields;

namespace Lockstep.Wire.Messages;

/// <summary>
/// Asks what stood on the target before a run.
/// <code>
/// | run: v
/// | count: v | count times: path: shared, length, bytes |
/// </code>
/// </summary>
/// <param name="Run">The run, at least 1.</param>
/// <param name="Paths">These paths and all below them, in any order; none for everything.</param>
public sealed record PastRequest(long Run, IReadOnlyList<RelativePath> Paths)
{
    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        writer.WriteInt64(Run);
        PathSeries.WriteAll(writer, Paths);
    }

    /// <summary>Reads the message.</summary>
    public static PastRequest Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        long run = reader.ReadInt64("run");
        RelativePath[] paths = PathSeries.ReadAll(ref reader, "paths of the past", inOrder: false);
        reader.ExpectEnd("past request");
        return run > 0 ? new PastRequest(run, paths) : throw new ProtocolException("run is 0, the least is 1");
    }
}
