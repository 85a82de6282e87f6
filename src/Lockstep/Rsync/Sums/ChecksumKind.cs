namespace Lockstep.Rsync.Sums;

/// <summary>The algorithms that tell contents apart.</summary>
internal enum ChecksumKind
{
    /// <summary>Nothing is compared; files are sent whole.</summary>
    None,

    /// <summary>MD4 by choice.</summary>
    Md4,

    /// <summary>MD4 as peers before protocol 30 use it.</summary>
    OldMd4,

    /// <summary>MD5.</summary>
    Md5,

    /// <summary>SHA-1.</summary>
    Sha1,

    /// <summary>XXH64.</summary>
    Xxh64,

    /// <summary>XXH3 of 64 bits.</summary>
    Xxh3,

    /// <summary>XXH3 of 128 bits.</summary>
    Xxh128,
}
