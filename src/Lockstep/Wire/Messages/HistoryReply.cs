using System.Buffers;
using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Fields;

namespace Lockstep.Wire.Messages;

/// <summary>
/// What the target's history keeps.
/// <code>
/// | last run: v
/// | count: v | count times: run |                 oldest first, each number once
/// | count: v | count times: change |              in path order; of the one run that was asked for
/// </code>
/// </summary>
/// <param name="LastRun">Number of the target's last run, be it kept or not; 0 for none.</param>
/// <param name="Runs">The runs, oldest first: all, or the one that was asked for if it is kept.</param>
/// <param name="Changes">What the run that was asked for did, in path order; what it could not do is left out. <see cref="Change.Before"/> does not travel.</param>
public sealed record HistoryReply(long LastRun, IReadOnlyList<PastRun> Runs, IReadOnlyList<Change> Changes)
{
    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        writer.WriteInt64(LastRun);
        writer.WriteInt64(Runs.Count);
        for (int i = 0; i < Runs.Count; i++)
        {
            writer.WriteRun(Runs[i], i == 0 ? null : Runs[i - 1].Source);
        }

        writer.WriteInt64(Changes.Count);
        var (paths, sources) = (new PathSeries(), new PathSeries());
        foreach (Change change in Changes)
        {
            ChangeFields.Write(writer, change, ref paths, ref sources);
        }
    }

    /// <summary>Reads the message.</summary>
    public static HistoryReply Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        long lastRun = reader.ReadInt64("last run");
        var runs = new PastRun[reader.ReadCount("runs", WireLimits.MaxItems, PastFields.MinRunLength)];
        for (int i = 0; i < runs.Length; i++)
        {
            runs[i] = reader.ReadRun(i == 0 ? null : runs[i - 1].Source);
            if (i > 0 && runs[i].Run <= runs[i - 1].Run)
            {
                throw new ProtocolException($"run {runs[i].Run} is out of order after {runs[i - 1].Run}");
            }
        }

        var changes = new Change[reader.ReadCount("changes", WireLimits.MaxItems, ChangeFields.MinLength)];
        var (paths, sources) = (new PathSeries(), new PathSeries());
        for (int i = 0; i < changes.Length; i++)
        {
            changes[i] = ChangeFields.Read(ref reader, ref paths, ref sources);
        }

        reader.ExpectEnd("history reply");
        return new HistoryReply(lastRun, runs, changes);
    }
}
