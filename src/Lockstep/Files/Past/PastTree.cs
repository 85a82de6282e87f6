using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Past;

/// <summary>What stood in the root before a run, so far as that run or a later one did something there, and where the contents are now.</summary>
public sealed class PastTree
{
    private readonly ContentPlace[] _places;

    internal PastTree(IReadOnlyList<PastEntry> entries, ContentPlace[] places)
    {
        Entries = entries;
        _places = places;
    }

    /// <summary>The entries, in path order, each path once.</summary>
    public IReadOnlyList<PastEntry> Entries { get; }

    /// <summary>Where the content that stood at a path is now; false when none did.</summary>
    internal bool TryFind(RelativePath path, out ContentPlace place)
    {
        int low = 0, high = Entries.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = Entries[middle].Path.CompareTo(path);
            if (order == 0)
            {
                place = _places[middle];
                return place.Kind != PlaceKind.None;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        place = default;
        return false;
    }
}
