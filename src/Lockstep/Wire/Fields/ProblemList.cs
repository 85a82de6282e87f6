using System.Buffers;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Wire.Fields;

/// <summary>
/// Problems in any order.
/// <code>
/// | count: v | count times: | path: shared, length, bytes | cause: sized | |
/// </code>
/// </summary>
internal static class ProblemList
{
    private const int MinItemLength = 3;

    /// <summary>Writes the list.</summary>
    public static void Write(IBufferWriter<byte> writer, IReadOnlyList<Problem> problems)
    {
        writer.WriteInt64(problems.Count);
        var paths = new PathSeries();
        foreach (Problem problem in problems)
        {
            paths.Write(writer, problem.Path);
            writer.WriteDisplayText(problem.Cause, WireLimits.MaxText);
        }
    }

    /// <summary>Reads the list.</summary>
    public static Problem[] Read(ref ByteReader reader)
    {
        var problems = new Problem[reader.ReadCount("problems", WireLimits.MaxItems, MinItemLength)];
        var paths = new PathSeries();
        for (int i = 0; i < problems.Length; i++)
        {
            problems[i] = new Problem(paths.Read(ref reader), reader.ReadDisplayText("cause", WireLimits.MaxText));
        }

        return problems;
    }
}
