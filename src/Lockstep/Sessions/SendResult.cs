using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions;

/// <summary>What became of the contents of a run's changes while they were read and sent.</summary>
internal sealed class SendResult(IReadOnlyList<Change> changes)
{
    private readonly FinalContent[] _final = new FinalContent[changes.Count];
    private readonly Dictionary<int, long> _partlySent = [];

    /// <summary>Contents that could not be sent.</summary>
    public List<Problem> Problems { get; } = [];

    /// <summary>Bytes of content that were sent, before compression.</summary>
    public long ContentBytes { get; private set; }

    /// <summary>Notes a content as sent, or as staged already.</summary>
    /// <param name="index">The change.</param>
    /// <param name="final">What the content turned out to be.</param>
    /// <param name="sentBytes">Bytes of it that were sent.</param>
    public void Complete(int index, in FinalContent final, long sentBytes)
    {
        _final[index] = final;
        ContentBytes += sentBytes;
        if (sentBytes != final.Size)
        {
            _partlySent[index] = sentBytes;
        }
    }

    /// <summary>Bytes of a change's content that were sent, before compression.</summary>
    public long BytesOf(int index) => _partlySent.TryGetValue(index, out long bytes) ? bytes : _final[index].Size;

    /// <summary>The entry that stands on the target after a change: the planned one with what its content turned out to be.</summary>
    public Entry EntryAfter(int index)
    {
        Entry planned = changes[index].After;
        FinalContent final = _final[index];
        return final.Content.IsKnown
            ? planned with { Size = final.Size, Mode = final.Mode, ModifiedNs = final.ModifiedNs, Content = final.Content }
            : planned;
    }
}
