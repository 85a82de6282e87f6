using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions.Contents;

/// <summary>What became of the contents of a run's changes while they were read and sent.</summary>
internal sealed class SendResult(IReadOnlyList<Change> changes)
{
    // Nearly every content is what the plan says, and lacks only its hash.
    private readonly SparseColumn<ContentHash> _hashes = new();
    private readonly Dictionary<int, FinalContent> _unplanned = [];
    private readonly Dictionary<int, long> _partlySent = [];

    /// <summary>Contents that could not be sent.</summary>
    public List<Problem> Problems { get; } = [];

    /// <summary>How many of the problems are over by themselves, and told nobody.</summary>
    public int Passing { get; set; }

    /// <summary>Bytes of content that were sent, before compression.</summary>
    public long ContentBytes { get; private set; }

    /// <summary>Notes a content as sent, or as staged already.</summary>
    /// <param name="index">The change.</param>
    /// <param name="final">What the content turned out to be.</param>
    /// <param name="sentBytes">Bytes of it that were sent.</param>
    public void Complete(int index, in FinalContent final, long sentBytes)
    {
        _hashes[index] = final.Content;
        Entry planned = changes[index].After;
        if (final.ToEntry(planned.Type) != planned with { Content = final.Content })
        {
            _unplanned[index] = final;
        }

        ContentBytes += sentBytes;
        if (sentBytes != final.Size)
        {
            _partlySent[index] = sentBytes;
        }
    }

    /// <summary>Bytes of a change's content that were sent, before compression.</summary>
    public long BytesOf(int index) =>
        !_hashes[index].IsKnown ? 0 : _partlySent.TryGetValue(index, out long bytes) ? bytes : EntryAfter(index).Size;

    /// <summary>The entry that stands on the target after a change: the planned one with what its content turned out to be.</summary>
    public Entry EntryAfter(int index)
    {
        Entry planned = changes[index].After;
        if (_unplanned.TryGetValue(index, out FinalContent final))
        {
            return final.ToEntry(planned.Type);
        }

        return _hashes[index].IsKnown ? planned with { Content = _hashes[index] } : planned;
    }
}
