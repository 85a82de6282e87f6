using System.Buffers;
using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Fields;

namespace Lockstep.Wire.Messages;

/// <summary>
/// What stands at the probed paths and below them. The layout is the <see cref="DifferenceList"/> alone.
/// </summary>
/// <param name="Found">In path order, each path once; paths where nothing stands are not in it.</param>
public sealed record ProbeReply(IReadOnlyList<Difference> Found)
{
    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer) => DifferenceList.Write(writer, Found);

    /// <summary>Reads the message.</summary>
    public static ProbeReply Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        var reply = new ProbeReply(DifferenceList.Read(ref reader, "probe reply"));
        reader.ExpectEnd("probe reply");
        return reply;
    }
}
