using System.Diagnostics.CodeAnalysis;

namespace Lockstep.Wire;

/// <summary>How a frame's payload is to be read. Bits that stand for nothing are an error.</summary>
[Flags]
[SuppressMessage("Naming", "CA1711", Justification = "It is the header's flags byte, and called so in the protocol.")]
public enum FrameFlags : byte
{
    /// <summary>The payload is the whole message, as it is.</summary>
    None = 0,

    /// <summary>
    /// The payload is compressed with zstd and its length when decompressed stands in the header. A pack is the next piece of the sender's stream
    /// of packs, flushed at its end; anything else is a zstd frame of its own and shorter than what it expands to.
    /// </summary>
    Compressed = 1,

    /// <summary>The message goes on in the next frame of the same type.</summary>
    More = 2,

    /// <summary>The pack starts a new zstd stream: what came before is forgotten.</summary>
    StartsStream = 4,
}
