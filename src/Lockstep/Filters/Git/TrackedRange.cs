namespace Lockstep.Filters.Git;

/// <summary>The tracked paths below one directory: a stretch of the sorted list whose paths all begin with that directory.</summary>
internal readonly struct TrackedRange
{
    private readonly TrackedPaths? _paths;
    private readonly int _low;
    private readonly int _high;
    private readonly int _prefixLength;

    private TrackedRange(TrackedPaths paths, int low, int high, int prefixLength)
    {
        _paths = paths;
        _low = low;
        _high = high;
        _prefixLength = prefixLength;
    }

    private bool IsEmpty => _low == _high;

    internal static TrackedRange All(TrackedPaths paths) => new(paths, 0, paths.Count, 0);

    /// <summary>The stretch below the child directory <paramref name="name"/>.</summary>
    internal TrackedRange Enter(ReadOnlySpan<byte> name)
    {
        if (IsEmpty)
        {
            return default;
        }

        var low = LowerBound(name, '/');
        var high = LowerBound(name, (char)('/' + 1));
        return new TrackedRange(_paths!, low, high, _prefixLength + name.Length + 1);
    }

    internal bool Contains(ReadOnlySpan<byte> name) => Find(name) >= 0;

    internal bool ContainsSubmodule(ReadOnlySpan<byte> name) => Find(name) is >= 0 and var index && _paths!.IsSubmodule(index);

    internal bool ContainsBelow(ReadOnlySpan<byte> name)
    {
        if (IsEmpty)
        {
            return false;
        }

        var index = LowerBound(name, '/');
        return index < _high && Rest(index) is var rest && rest.Length > name.Length && rest[name.Length] == '/' && rest.StartsWith(name);
    }

    private int Find(ReadOnlySpan<byte> name)
    {
        if (IsEmpty)
        {
            return -1;
        }

        var index = LowerBound(name, '\0');
        return index < _high && Rest(index).SequenceEqual(name) ? index : -1;
    }

    /// <summary>
    /// The first path not less than <paramref name="name"/> followed by <paramref name="next"/>; <c>\0</c> is the name itself.
    /// </summary>
    private int LowerBound(ReadOnlySpan<byte> name, char next)
    {
        var low = _low;
        var high = _high;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (IsLess(Rest(middle), name, next))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static bool IsLess(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> name, char next)
    {
        var common = Math.Min(rest.Length, name.Length);
        var order = rest[..common].SequenceCompareTo(name[..common]);
        if (order != 0)
        {
            return order < 0;
        }

        return rest.Length > name.Length ? rest[name.Length] < next : rest.Length < name.Length || next != '\0';
    }

    private ReadOnlySpan<byte> Rest(int index) => _paths![index][_prefixLength..];
}
