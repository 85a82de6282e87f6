namespace Lockstep.Wire.Packs;

/// <summary>What a record of a content pack says about the content of one change.</summary>
public enum ContentRecordKind : byte
{
    /// <summary>The whole content and what it turned out to be.</summary>
    Whole = 1,

    /// <summary>A content too large for one record begins.</summary>
    Begin = 2,

    /// <summary>Its next bytes.</summary>
    Data = 3,

    /// <summary>Its next bytes are a run of the basis.</summary>
    Copy = 4,

    /// <summary>Its next bytes are zeros: a hole of a sparse file.</summary>
    Zeros = 5,

    /// <summary>It is whole, and this is what it turned out to be.</summary>
    End = 6,

    /// <summary>It does not come, or not to its end: the client could not read it and reports why.</summary>
    Skip = 7,
}
