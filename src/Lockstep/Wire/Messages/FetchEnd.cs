using System.Buffers;
using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Fields;

namespace Lockstep.Wire.Messages;

/// <summary>
/// Follows the last pack of what was fetched.
/// <code>
/// | count: v | count times: | path: shared, length, bytes | cause: sized | |
/// </code>
/// </summary>
/// <param name="Problems">Why contents did not come, in any order; all others did.</param>
public sealed record FetchEnd(IReadOnlyList<Problem> Problems)
{
    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer) => ProblemList.Write(writer, Problems);

    /// <summary>Reads the message.</summary>
    public static FetchEnd Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        var end = new FetchEnd(ProblemList.Read(ref reader));
        reader.ExpectEnd("end of a fetch");
        return end;
    }
}
