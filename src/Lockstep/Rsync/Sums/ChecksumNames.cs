namespace Lockstep.Rsync.Sums;

/// <summary>The names of algorithms as peers negotiate them, best first: the order is rsync's, since newer peers each take the first of their own list.</summary>
internal static class ChecksumNames
{
    private static readonly (string Name, ChecksumKind Kind)[] Known =
    [
        ("xxh128", ChecksumKind.Xxh128),
        ("xxh3", ChecksumKind.Xxh3),
        ("xxh64", ChecksumKind.Xxh64),
        ("md5", ChecksumKind.Md5),
        ("md4", ChecksumKind.Md4),
        ("sha1", ChecksumKind.Sha1),
    ];

    /// <summary>What a client offers.</summary>
    public static string Offer => string.Join(' ', Known.Select(known => known.Name));

    /// <summary>The algorithm of a name; null when we have none.</summary>
    public static ChecksumKind? Find(string name)
    {
        if (name.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            return ChecksumKind.None;
        }

        string plain = name.Equals("xxhash", StringComparison.OrdinalIgnoreCase) ? "xxh64" : name;
        int at = Array.FindIndex(Known, known => known.Name.Equals(plain, StringComparison.OrdinalIgnoreCase));
        return at < 0 ? null : Known[at].Kind;
    }
}
