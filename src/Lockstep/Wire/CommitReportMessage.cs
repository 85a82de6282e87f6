using System.Buffers;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Wire;

/// <summary>
/// The binary form of a <see cref="CommitReport"/>.
/// <code>
/// | run: v | baseline: 16
/// | count: v | count times: | path: shared, length, bytes | cause: sized | |    problems, in any order
/// | count: v | count times: path: shared, length, bytes |                      kept directories, in any order
/// | differences |                                                             drift
/// </code>
/// </summary>
public static class CommitReportMessage
{
    private const int MinProblemLength = 3;

    /// <summary>Writes the message.</summary>
    public static void Encode(CommitReport report, IBufferWriter<byte> writer)
    {
        writer.WriteInt64(report.Run);
        writer.WriteDigest(report.Baseline);
        writer.WriteInt64(report.Problems.Count);
        var paths = new PathSeries();
        foreach (Problem problem in report.Problems)
        {
            paths.Write(writer, problem.Path);
            writer.WriteDisplayText(problem.Cause, WireLimits.MaxText);
        }

        PathSeries.WriteAll(writer, report.Kept);
        DifferenceList.Write(writer, report.Drift);
    }

    /// <summary>Reads the message.</summary>
    public static CommitReport Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        long run = reader.ReadInt64("run");
        SnapshotDigest baseline = reader.ReadDigest("baseline");
        Problem[] problems = ReadProblems(ref reader);
        RelativePath[] kept = PathSeries.ReadAll(ref reader, "kept directories", inOrder: false);
        Difference[] drift = DifferenceList.Read(ref reader, "drift");
        reader.ExpectEnd("commit report");
        return new CommitReport(run, problems, kept, drift, baseline);
    }

    private static Problem[] ReadProblems(ref ByteReader reader)
    {
        var problems = new Problem[reader.ReadCount("problems", WireLimits.MaxItems, MinProblemLength)];
        var paths = new PathSeries();
        for (int i = 0; i < problems.Length; i++)
        {
            problems[i] = new Problem(paths.Read(ref reader), reader.ReadDisplayText("cause", WireLimits.MaxText));
        }

        return problems;
    }
}
