namespace Lockstep.Tree;

/// <summary>
/// What a <see cref="List{T}"/> can do for itself, for every list and at once: one loop each. LINQ's lazy sequences come with two dozen methods for every value type
/// they run over, and the library is also the agent, which has to be small.
/// </summary>
public static class PlainLists
{
    /// <summary>What <paramref name="convert"/> makes of each item, in order.</summary>
    public static TOutput[] ConvertAll<T, TOutput>(this IReadOnlyList<T> list, Func<T, TOutput> convert)
    {
        var converted = new TOutput[list.Count];
        for (int i = 0; i < converted.Length; i++)
        {
            converted[i] = convert(list[i]);
        }

        return converted;
    }

    /// <summary>The items that <paramref name="isMeant"/> holds for, in order.</summary>
    public static List<T> FindAll<T>(this IReadOnlyList<T> list, Predicate<T> isMeant)
    {
        var found = new List<T>();
        for (int i = 0; i < list.Count; i++)
        {
            if (isMeant(list[i]))
            {
                found.Add(list[i]);
            }
        }

        return found;
    }

    /// <summary>Whether <paramref name="isMeant"/> holds for any item.</summary>
    public static bool Exists<T>(this IReadOnlyList<T> list, Predicate<T> isMeant)
    {
        for (int i = 0; i < list.Count; i++)
        {
            if (isMeant(list[i]))
            {
                return true;
            }
        }

        return false;
    }
}
