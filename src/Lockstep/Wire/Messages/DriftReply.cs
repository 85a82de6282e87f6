using System.Buffers;
using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Fields;

namespace Lockstep.Wire.Messages;

/// <summary>
/// How the target stands to the baseline that both ends know.
/// <code>
/// | has unmanaged: 1 | count: v | count times: note: sized | drift: differences |
/// </code>
/// </summary>
/// <param name="Drift">Managed entries that are not as the baseline says, in path order.</param>
/// <param name="HasUnmanaged">Whether anything stands in the root that the baseline does not have.</param>
/// <param name="Notes">What the user should be told: what could not be looked at.</param>
public sealed record DriftReply(IReadOnlyList<Difference> Drift, bool HasUnmanaged, IReadOnlyList<string> Notes)
{
    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        writer.WriteBoolean(HasUnmanaged);
        writer.WriteNotes(Notes);
        DifferenceList.Write(writer, Drift);
    }

    /// <summary>Reads the message.</summary>
    public static DriftReply Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        bool hasUnmanaged = reader.ReadBoolean("has unmanaged");
        string[] notes = reader.ReadNotes();
        Difference[] drift = DifferenceList.Read(ref reader, "drift");
        reader.ExpectEnd("drift reply");
        return new DriftReply(drift, hasUnmanaged, notes);
    }
}
