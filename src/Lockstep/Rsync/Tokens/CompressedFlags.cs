namespace Lockstep.Rsync.Tokens;

/// <summary>The bytes that say what comes next in a compressed content.</summary>
internal static class CompressedFlags
{
    /// <summary>The content is complete.</summary>
    public const byte End = 0;

    /// <summary>A block by its number.</summary>
    public const byte Absolute = 0x20;

    /// <summary>Blocks that follow one another, by the number of the first.</summary>
    public const byte AbsoluteRun = 0x21;

    /// <summary>Compressed bytes; their length is in six bits of this byte and in the next.</summary>
    public const byte Chunk = 0x40;

    /// <summary>A block by its distance from the last one.</summary>
    public const byte Relative = 0x80;

    /// <summary>Blocks that follow one another, by the distance of the first.</summary>
    public const byte RelativeRun = 0xc0;

    /// <summary>The bits of a distance or a length.</summary>
    public const byte LowBits = 0x3f;

    /// <summary>The most compressed bytes in one piece.</summary>
    public const int MaxChunk = 16383;
}
