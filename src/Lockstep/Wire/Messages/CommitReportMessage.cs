using System.Buffers;
using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Fields;

namespace Lockstep.Wire.Messages;

/// <summary>
/// The binary form of a <see cref="CommitReport"/>.
/// <code>
/// | run: v | baseline: 16
/// | count: v | count times: | path: shared, length, bytes | cause: sized | |    problems, in any order
/// | count: v | count times: path: shared, length, bytes |                      kept directories, in any order
/// | differences |                                                             drift
/// | runs given up: v | bytes given up: v |
/// | count: v | count times: path: shared, length, bytes |                      what was not proven, in path order
/// </code>
/// </summary>
public static class CommitReportMessage
{
    /// <summary>Writes the message.</summary>
    public static void Encode(CommitReport report, IBufferWriter<byte> writer)
    {
        writer.WriteInt64(report.Run);
        writer.WriteDigest(report.Baseline);
        ProblemList.Write(writer, report.Problems);
        PathSeries.WriteAll(writer, report.Kept);
        DifferenceList.Write(writer, report.Drift);
        writer.WriteInt64(report.GivenUp.Runs);
        writer.WriteInt64(report.GivenUp.Bytes);
        PathSeries.WriteAll(writer, report.Unproven);
    }

    /// <summary>Reads the message.</summary>
    public static CommitReport Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        long run = reader.ReadInt64("run");
        SnapshotDigest baseline = reader.ReadDigest("baseline");
        Problem[] problems = ProblemList.Read(ref reader);
        RelativePath[] kept = PathSeries.ReadAll(ref reader, "kept directories", inOrder: false);
        Difference[] drift = DifferenceList.Read(ref reader, "drift");
        var givenUp = new GivenUpHistory(reader.ReadInt64("runs given up"), reader.ReadInt64("bytes given up"));
        RelativePath[] unproven = PathSeries.ReadAll(ref reader, "unproven contents", inOrder: true);
        reader.ExpectEnd("commit report");
        return new CommitReport(run, problems, kept, drift, baseline) { GivenUp = givenUp, Unproven = unproven };
    }
}
