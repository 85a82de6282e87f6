using System.Buffers;
using Lockstep.Tree;
using Lockstep.Wire.Fields;

namespace Lockstep.Wire.Messages;

/// <summary>
/// Asks what stands at paths that the baseline does not have: each path itself and all below it; the root path asks for everything unmanaged.
/// <code>
/// | count: v | count times: path: shared, length, bytes |
/// </code>
/// </summary>
/// <param name="Paths">In any order.</param>
public sealed record ProbeRequest(IReadOnlyList<RelativePath> Paths)
{
    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer) => PathSeries.WriteAll(writer, Paths);

    /// <summary>Reads the message.</summary>
    public static ProbeRequest Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        var request = new ProbeRequest(PathSeries.ReadAll(ref reader, "probed paths", inOrder: false));
        reader.ExpectEnd("probe request");
        return request;
    }
}
