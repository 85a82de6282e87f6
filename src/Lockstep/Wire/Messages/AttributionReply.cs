using System.Buffers;
using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Fields;

namespace Lockstep.Wire.Messages;

/// <summary>
/// Which runs changed the paths that were asked for.
/// <code>
/// | runs: v | runs times: run | paths: v | paths times: which of the runs, from 1; 0 for one that is not kept any more: v |
/// </code>
/// </summary>
/// <param name="Runs">For each path that was asked for, in that order, the last run that changed it; null for one that is not kept any more.</param>
public sealed record AttributionReply(IReadOnlyList<PastRun?> Runs)
{
    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        var numbers = new Dictionary<long, int>();
        var told = new List<PastRun>();
        foreach (PastRun? run in Runs)
        {
            if (run is not null && numbers.TryAdd(run.Run, numbers.Count + 1))
            {
                told.Add(run);
            }
        }

        writer.WriteInt64(told.Count);
        foreach (PastRun run in told)
        {
            writer.WriteRun(run);
        }

        writer.WriteInt64(Runs.Count);
        foreach (PastRun? run in Runs)
        {
            writer.WriteInt64(run is null ? 0 : numbers[run.Run]);
        }
    }

    /// <summary>Reads the message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="paths">Number of paths that were asked for.</param>
    public static AttributionReply Decode(ReadOnlySpan<byte> message, int paths)
    {
        var reader = new ByteReader(message);
        var told = new PastRun[reader.ReadCount("runs", WireLimits.MaxItems, PastFields.MinRunLength)];
        for (int i = 0; i < told.Length; i++)
        {
            told[i] = reader.ReadRun();
        }

        int count = reader.ReadCount("attributed paths", WireLimits.MaxItems, itemLength: 1);
        if (count != paths)
        {
            throw new ProtocolException($"attributed paths is {count}, asked for were {paths}");
        }

        var runs = new PastRun?[count];
        for (int i = 0; i < count; i++)
        {
            int number = reader.ReadInt32("run of a path", told.Length);
            runs[i] = number == 0 ? null : told[number - 1];
        }

        reader.ExpectEnd("attribution reply");
        return new AttributionReply(runs);
    }
}
