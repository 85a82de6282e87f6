using System.Buffers;
using Lockstep.Tree;
using Lockstep.Wire.Fields;

namespace Lockstep.Wire.Messages;

/// <summary>
/// Asks what stands at paths that the baseline does not have: each path itself and all below it; the root path asks for everything unmanaged. With a key it asks for the seals of the
/// files and links at the paths instead, whose answer is a <see cref="SealReply"/>.
/// <code>
/// | count: v | count times: path: shared, length, bytes | key of the seals: 1056, or nothing |
/// </code>
/// </summary>
/// <param name="Paths">In any order.</param>
public sealed record ProbeRequest(IReadOnlyList<RelativePath> Paths)
{
    /// <summary>The key under which the contents at the paths are to be sealed; null where the question is what stands there.</summary>
    public SealKey? Key { get; init; }

    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        PathSeries.WriteAll(writer, Paths);
        if (Key is { } key)
        {
            writer.Write(key.Bytes.Span);
        }
    }

    /// <summary>Reads the message.</summary>
    public static ProbeRequest Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        RelativePath[] paths = PathSeries.ReadAll(ref reader, "probed paths", inOrder: false);
        SealKey? key = reader.Remaining == SealKey.Length ? new SealKey(reader.ReadRest()) : null;
        reader.ExpectEnd("probe request");
        return new ProbeRequest(paths) { Key = key };
    }
}
