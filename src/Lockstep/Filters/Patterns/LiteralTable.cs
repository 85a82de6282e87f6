using System.Numerics;

namespace Lockstep.Filters.Patterns;

/// <summary>
/// The rules of one list that can be found by a hash: whole names, or extensions. Within a bucket the later rule comes first, so the
/// first hit is the answer.
/// </summary>
internal sealed class LiteralTable
{
    private readonly Slot[] _slots;
    private readonly int[] _heads;

    private LiteralTable(List<Slot> slots)
    {
        var size = BitOperations.RoundUpToPowerOf2((uint)slots.Count * 2);
        _slots = [.. slots];
        _heads = new int[size];
        Array.Fill(_heads, -1);
        for (var i = 0; i < _slots.Length; i++)
        {
            ref var head = ref _heads[_slots[i].Hash & (size - 1)];
            _slots[i].Next = head;
            head = i;
        }
    }

    /// <summary>A table of the names or suffixes, in the order of their rules; null when there are none.</summary>
    internal static LiteralTable? Create(List<NameRule> rules, Func<NameGlob, (uint Hash, byte[] Text)> keyOf)
    {
        var slots = new List<Slot>(rules.Count);
        foreach (NameRule rule in rules)
        {
            (uint hash, byte[] text) = keyOf(rule.Glob);
            slots.Add(new Slot(hash, text, rule.Order, rule.IsDirectoryOnly));
        }

        return slots.Count == 0 ? null : new LiteralTable(slots);
    }

    internal int LastMatch(scoped in NameKey key) => Find(key, key.Hash, isSuffix: false);

    internal int LastSuffixMatch(scoped in NameKey key) => key.Dots > 0 ? Find(key, key.ExtensionHash, isSuffix: true) : -1;

    private int Find(scoped in NameKey key, uint hash, bool isSuffix)
    {
        for (var i = _heads[hash & (uint)(_heads.Length - 1)]; i >= 0; i = _slots[i].Next)
        {
            ref readonly var slot = ref _slots[i];
            if (slot.Hash == hash && (!slot.IsDirectoryOnly || key.IsDirectory) &&
                (isSuffix ? key.Matched.EndsWith(slot.Text) : key.Matched.SequenceEqual(slot.Text)))
            {
                return slot.Order;
            }
        }

        return -1;
    }

    private struct Slot(uint hash, byte[] text, int order, bool isDirectoryOnly)
    {
        internal readonly uint Hash = hash;
        internal readonly byte[] Text = text;
        internal readonly int Order = order;
        internal readonly bool IsDirectoryOnly = isDirectoryOnly;
        internal int Next;
    }
}
