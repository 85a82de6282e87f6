using System.Buffers;
using Lockstep.Tree;
using Lockstep.Wire.Fields;

namespace Lockstep.Wire.Messages;

/// <summary>
/// Removes paths, with all below them, and the contents that ever stood there from the target's history, stage and baseline.
/// <code>
/// | preview: boolean | count: v | count times: path: shared, length, bytes |
/// </code>
/// </summary>
/// <param name="Paths">In any order.</param>
/// <param name="IsPreview">Nothing is changed; the answer says what would be.</param>
public sealed record PurgeRequest(IReadOnlyList<RelativePath> Paths, bool IsPreview)
{
    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        writer.WriteBoolean(IsPreview);
        PathSeries.WriteAll(writer, Paths);
    }

    /// <summary>Reads the message.</summary>
    public static PurgeRequest Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        bool isPreview = reader.ReadBoolean("preview");
        var request = new PurgeRequest(PathSeries.ReadAll(ref reader, "purged paths", inOrder: false), isPreview);
        reader.ExpectEnd("purge request");
        return request;
    }
}
