namespace Lockstep.Wire;

/// <summary>How the frames of a message may be compressed.</summary>
public enum FrameCompression : byte
{
    /// <summary>Not at all: they are short, or must be readable by any version.</summary>
    Never = 0,

    /// <summary>Each by itself, where that makes it shorter.</summary>
    Separate = 1,

    /// <summary>All by one zstd stream, each piece of it flushed.</summary>
    Streamed = 2,
}
