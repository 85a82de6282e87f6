namespace Lockstep.Rsync.Tokens;

/// <summary>The names of compressions as peers negotiate them, best first, in rsync's order.</summary>
internal static class CompressionNames
{
    private static readonly (string Name, CompressionKind Kind)[] Known =
    [
        ("zstd", CompressionKind.Zstd),
        ("lz4", CompressionKind.Lz4),
        ("zlibx", CompressionKind.Zlibx),
        ("zlib", CompressionKind.Zlib),
    ];

    /// <summary>What a client offers.</summary>
    public static string Offer => string.Join(' ', Known.Select(known => known.Name));

    /// <summary>The compression of a name; null when we have none.</summary>
    public static CompressionKind? Find(string name)
    {
        if (name.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            return CompressionKind.None;
        }

        int at = Array.FindIndex(Known, known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return at < 0 ? null : Known[at].Kind;
    }
}
