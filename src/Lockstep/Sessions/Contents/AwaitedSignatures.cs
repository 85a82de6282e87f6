using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions.Contents;

/// <summary>
/// The contents of a run that wait for a signature of what the target has of them. What the target offers and signs is held against the plan: only contents that
/// it announces, each once, so that no target gets a file it was not meant to have.
/// </summary>
internal sealed class AwaitedSignatures
{
    private readonly IReadOnlyList<Change> _changes;
    private readonly Dictionary<int, ContentBasis> _awaited = [];

    /// <summary>Finds them.</summary>
    /// <exception cref="ProtocolException">The offer names a change that sends no content, or one in two ways.</exception>
    public AwaitedSignatures(IReadOnlyList<Change> changes, StageOffer offer)
    {
        _changes = changes;
        HashSet<int> complete = [.. offer.Complete.ConvertAll(staged => staged.Index)];
        for (int i = 0; i < changes.Count; i++)
        {
            if (changes[i].Transfer == Transfer.Delta && !complete.Contains(i))
            {
                _awaited.Add(i, ContentBasis.Target);
            }
        }

        foreach (int index in (int[])[.. complete, .. offer.Partial])
        {
            Refuse(changes[index].Transfer is not (Transfer.Whole or Transfer.Delta), index, "offered as staged, and has no content to send");
        }

        foreach (int index in offer.Partial)
        {
            Refuse(changes[index].After.Type != EntryType.File || complete.Contains(index), index, "offered as staged in part, and is none that could be");
            _awaited[index] = ContentBasis.Staged;
        }
    }

    /// <summary>How many are still awaited.</summary>
    public int Count => _awaited.Count;

    /// <summary>Whether a change's content waits.</summary>
    public bool Contains(int index) => _awaited.ContainsKey(index);

    /// <summary>Takes a signature that has come, and tells of what it is.</summary>
    /// <exception cref="ProtocolException">Nobody waits for it.</exception>
    public ContentBasis Take(int index)
    {
        Refuse(!_awaited.Remove(index, out ContentBasis basis), index, "signed, and waits for no signature");
        return basis;
    }

    private void Refuse(bool isWrong, int index, string what)
    {
        if (isWrong)
        {
            throw new ProtocolException($"'{_changes[index].Path}' is {what}");
        }
    }
}
