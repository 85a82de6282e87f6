using System.Buffers;
using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Fields;

namespace Lockstep.Wire.Messages;

/// <summary>
/// How the target stands to the baseline that both ends know.
/// <code>
/// | is current: 1 | has unmanaged: 1 | count: v | count times: note: sized | drift: differences |
/// </code>
/// </summary>
/// <param name="Drift">Managed entries that are not as the baseline says, in path order.</param>
/// <param name="HasUnmanaged">Whether anything stands in the root that the baseline does not have.</param>
/// <param name="Notes">What the user should be told: what could not be looked at.</param>
public sealed record DriftReply(IReadOnlyList<Difference> Drift, bool HasUnmanaged, IReadOnlyList<string> Notes)
{
    /// <summary>
    /// Another command was at work there meanwhile, or has been since the target was opened: it has to be opened again.
    /// </summary>
    public static DriftReply Outdated { get; } = new([], HasUnmanaged: false, []) { IsCurrent = false };

    /// <summary>
    /// Whether the target still has the baseline that both ends know, so that what is told here means something.
    /// </summary>
    public bool IsCurrent { get; init; } = true;

    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        writer.WriteBoolean(IsCurrent);
        writer.WriteBoolean(HasUnmanaged);
        writer.WriteNotes(Notes);
        DifferenceList.Write(writer, Drift);
    }

    /// <summary>Reads the message.</summary>
    public static DriftReply Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        bool isCurrent = reader.ReadBoolean("is current");
        bool hasUnmanaged = reader.ReadBoolean("has unmanaged");
        string[] notes = reader.ReadNotes();
        Difference[] drift = DifferenceList.Read(ref reader, "drift");
        reader.ExpectEnd("drift reply");
        return new DriftReply(drift, hasUnmanaged, notes) { IsCurrent = isCurrent };
    }
}
