using System.Buffers;
using Lockstep.Tree;
using Lockstep.Wire.Fields;

namespace Lockstep.Wire.Messages;

/// <summary>
/// Asks which runs changed some paths last.
/// <code>
/// | count: v | count times: path: shared, length, bytes |
/// </code>
/// </summary>
/// <param name="Paths">In path order, each once.</param>
public sealed record AttributionRequest(IReadOnlyList<RelativePath> Paths)
{
    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer) => PathSeries.WriteAll(writer, Paths);

    /// <summary>Reads the message.</summary>
    public static AttributionRequest Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        RelativePath[] paths = PathSeries.ReadAll(ref reader, "paths that were changed", inOrder: true);
        reader.ExpectEnd("attribution request");
        return new AttributionRequest(paths);
    }
}
