using System.IO.Hashing;

namespace Lockstep.Filters.Patterns;

/// <summary>A name to be judged, hashed once for all the rule lists that will be asked about it.</summary>
internal readonly ref struct NameKey
{
    internal NameKey(ReadOnlySpan<byte> name, ReadOnlySpan<byte> matched, bool isDirectory)
    {
        Name = name;
        Matched = matched;
        IsDirectory = isDirectory;
        Hash = HashOf(matched);
        Dots = matched.Count((byte)'.');
        ExtensionHash = Dots > 0 ? HashOf(matched[matched.LastIndexOf((byte)'.')..]) : 0;
    }

    /// <summary>The name as it is on disk.</summary>
    internal ReadOnlySpan<byte> Name { get; }

    /// <summary>The name as patterns see it: in lower case where case does not count.</summary>
    internal ReadOnlySpan<byte> Matched { get; }

    internal bool IsDirectory { get; }

    internal uint Hash { get; }

    /// <summary>How many dots are in the name.</summary>
    internal int Dots { get; }

    /// <summary>The hash of the name from its last dot on; 0 when it has none.</summary>
    internal uint ExtensionHash { get; }

    internal static uint HashOf(ReadOnlySpan<byte> text) => (uint)XxHash3.HashToUInt64(text);
}
