using System.Buffers;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Wire.Fields;

/// <summary>
/// Differences in path order, each path once.
/// <code>
/// | count: v | count times: | path: shared, length, bytes | is managed: 1 | actual entry | |
/// </code>
/// </summary>
internal static class DifferenceList
{
    private const int MinItemLength = 4;

    /// <summary>Writes the list.</summary>
    public static void Write(IBufferWriter<byte> writer, IReadOnlyList<Difference> differences)
    {
        writer.WriteInt64(differences.Count);
        var paths = new PathSeries();
        foreach (Difference difference in differences)
        {
            paths.Write(writer, difference.Path);
            writer.WriteBoolean(difference.IsManaged);
            writer.WriteEntry(difference.Actual);
        }
    }

    /// <summary>Reads the list.</summary>
    public static Difference[] Read(ref ByteReader reader, string field)
    {
        var differences = new Difference[reader.ReadCount(field, WireLimits.MaxItems, MinItemLength)];
        var paths = new PathSeries();
        for (int i = 0; i < differences.Length; i++)
        {
            RelativePath path = paths.ReadNext(ref reader);
            bool isManaged = reader.ReadBoolean("is managed");
            differences[i] = new Difference(path, reader.ReadEntry(), isManaged);
        }

        return differences;
    }
}
