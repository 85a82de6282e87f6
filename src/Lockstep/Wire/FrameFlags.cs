namespace Lockstep.Wire;

/// <summary>How a frame's payload is to be read. Bits that stand for nothing are an error.</summary>
[Flags]
public enum FrameFlags : byte
{
    /// <summary>The payload is the whole message, as it is.</summary>
    None = 0,

    /// <summary>The payload is one zstd frame; its length when decompressed stands in the header.</summary>
    Compressed = 1,

    /// <summary>The message goes on in the next frame of the same type.</summary>
    More = 2,
}
