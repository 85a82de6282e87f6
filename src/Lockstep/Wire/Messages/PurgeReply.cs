using System.Buffers;
using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Fields;

namespace Lockstep.Wire.Messages;

/// <summary>
/// The binary form of a <see cref="PurgeReport"/>.
/// <code>
/// | runs: v | contents: v | bytes: v | forgotten: v | had staged: boolean |
/// | count: v | count times: path: shared, length, bytes |                      that still stand, in path order
/// | count: v | count times: path: shared, length, bytes |                      that have the same content, in path order
/// </code>
/// </summary>
public static class PurgeReply
{
    /// <summary>Writes the message.</summary>
    public static void Encode(PurgeReport report, IBufferWriter<byte> writer)
    {
        writer.WriteInt64(report.Runs);
        writer.WriteInt64(report.Contents);
        writer.WriteInt64(report.Bytes);
        writer.WriteInt64(report.Forgotten);
        writer.WriteBoolean(report.HadStaged);
        PathSeries.WriteAll(writer, report.Standing);
        PathSeries.WriteAll(writer, report.Copies);
    }

    /// <summary>Reads the message.</summary>
    public static PurgeReport Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        int runs = reader.ReadInt32("runs", int.MaxValue);
        int contents = reader.ReadInt32("contents", int.MaxValue);
        long bytes = reader.ReadInt64("bytes");
        int forgotten = reader.ReadInt32("forgotten entries", int.MaxValue);
        bool hadStaged = reader.ReadBoolean("had staged");
        RelativePath[] standing = PathSeries.ReadAll(ref reader, "standing paths", inOrder: true);
        RelativePath[] copies = PathSeries.ReadAll(ref reader, "copies", inOrder: true);
        reader.ExpectEnd("purge reply");
        return new PurgeReport(runs, contents, bytes, forgotten, hadStaged, standing, copies);
    }
}
