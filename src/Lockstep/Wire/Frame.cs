using System.Buffers;

namespace Lockstep.Wire;

/// <summary>
/// One frame as it arrived: a borrower of the connection's buffer, good until that is advanced.
/// <code>
/// | type: 1 | flags: 1 | length: 4 | expanded length: 4, only when compressed | payload: length |
/// </code>
/// Lengths are little-endian and count the payload alone.
/// </summary>
/// <param name="Type">What it carries.</param>
/// <param name="Flags">How to read the payload.</param>
/// <param name="ExpandedLength">Bytes of the payload when decompressed; its length when it is not compressed.</param>
/// <param name="Payload">The payload as carried.</param>
public readonly record struct Frame(MessageType Type, FrameFlags Flags, int ExpandedLength, ReadOnlySequence<byte> Payload)
{
    /// <summary>Bytes of a header without an expanded length.</summary>
    public const int HeaderLength = sizeof(MessageType) + sizeof(FrameFlags) + sizeof(int);

    /// <summary>Bytes of a header with an expanded length.</summary>
    public const int CompressedHeaderLength = HeaderLength + sizeof(int);

    /// <summary>Whether the payload must be decompressed.</summary>
    public bool IsCompressed => (Flags & FrameFlags.Compressed) != 0;

    /// <summary>Whether a compressed pack starts a new zstd stream.</summary>
    public bool StartsStream => (Flags & FrameFlags.StartsStream) != 0;

    /// <summary>Whether the message goes on in the next frame of this type.</summary>
    public bool HasMore => (Flags & FrameFlags.More) != 0;
}
