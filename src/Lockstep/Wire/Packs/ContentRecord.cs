namespace Lockstep.Wire.Packs;

/// <summary>One record of a content pack; its bytes are a part of the pack. Which members say something depends on the kind.</summary>
public readonly ref struct ContentRecord
{
    /// <summary>What it says.</summary>
    public ContentRecordKind Kind { get; init; }

    /// <summary>The change whose content it is about; below the number of changes.</summary>
    public int Index { get; init; }

    /// <summary>Begin: the size the client expects, for reserving space. Data, Copy, Zeros: bytes of content it adds.</summary>
    public long Length { get; init; }

    /// <summary>Copy: where the run starts in the basis.</summary>
    public long Offset { get; init; }

    /// <summary>Begin: what its copies are copied from.</summary>
    public ContentBasis Basis { get; init; }

    /// <summary>Whole, Data: the bytes.</summary>
    public ReadOnlySpan<byte> Bytes { get; init; }

    /// <summary>Whole, End: what the content turned out to be.</summary>
    public FinalContent Final { get; init; }
}
