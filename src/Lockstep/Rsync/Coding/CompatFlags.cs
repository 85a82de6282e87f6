namespace Lockstep.Rsync.Coding;

/// <summary>What a server answers to the capability letters of its client, from protocol 30 on.</summary>
[Flags]
internal enum CompatFlags
{
    None = 0,

    /// <summary>File lists come one directory at a time.</summary>
    IncrementalRecursion = 0x001,

    /// <summary>The server can set the times of symbolic links.</summary>
    SymlinkTimes = 0x002,

    /// <summary>The text of symbolic links is converted between character sets.</summary>
    SymlinkConversion = 0x004,

    /// <summary>The end of a file list can carry the sender's errors at protocol 30 too.</summary>
    SafeFileList = 0x008,

    /// <summary>Hard links are not left out of the exchange of extended attributes.</summary>
    AvoidAttributeShortcut = 0x010,

    /// <summary>The MD5 of a block hashes the seed before the data.</summary>
    SeedFirst = 0x020,

    /// <summary>A file in the partial directory can be updated in place.</summary>
    InPlacePartial = 0x040,

    /// <summary>The flags of entries are variable-length integers, and algorithms are negotiated by name.</summary>
    VariableFlags = 0x080,

    /// <summary>The lists of ids end with the name of id 0.</summary>
    NamesOfIdZero = 0x100,
}
