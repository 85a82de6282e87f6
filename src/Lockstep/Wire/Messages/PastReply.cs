using System.Buffers;
using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Fields;

namespace Lockstep.Wire.Messages;

/// <summary>
/// What stood on the target before a run, so far as that run or a later one did something there.
/// <code>
/// | count: v | count times: | path: shared, length, bytes | was managed: 1 | is replaced: 1 | entry before | entry left | |
/// </code>
/// </summary>
/// <param name="Entries">In path order, each path once: what was asked for, and the directories on the way to it.</param>
public sealed record PastReply(IReadOnlyList<PastEntry> Entries)
{
    private const int MinItemLength = 6;

    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        writer.WriteInt64(Entries.Count);
        var paths = new PathSeries();
        foreach (PastEntry entry in Entries)
        {
            paths.Write(writer, entry.Path);
            writer.WriteBoolean(entry.WasManaged);
            writer.WriteBoolean(entry.IsReplaced);
            writer.WriteEntry(entry.Before);
            writer.WriteEntry(entry.Left);
        }
    }

    /// <summary>Reads the message.</summary>
    public static PastReply Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        var entries = new PastEntry[reader.ReadCount("entries of the past", WireLimits.MaxItems, MinItemLength)];
        var paths = new PathSeries();
        for (int i = 0; i < entries.Length; i++)
        {
            RelativePath path = paths.ReadNext(ref reader);
            bool wasManaged = reader.ReadBoolean("was managed");
            bool isReplaced = reader.ReadBoolean("is replaced");
            Entry before = reader.ReadEntry();
            entries[i] = new PastEntry(path, before, wasManaged, reader.ReadEntry()) { IsReplaced = isReplaced };
        }

        reader.ExpectEnd("past reply");
        return new PastReply(entries);
    }
}
