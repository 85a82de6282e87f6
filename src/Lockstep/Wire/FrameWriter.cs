using System.Buffers;
using System.Diagnostics;
using Lockstep.Tree;

namespace Lockstep.Wire;

/// <summary>Writes frames, or their headers alone where the payload goes to the connection from its own memory.</summary>
public static class FrameWriter
{
    /// <summary>Writes a frame that is not compressed.</summary>
    public static void Write(IBufferWriter<byte> writer, MessageType type, ReadOnlySpan<byte> payload = default, bool hasMore = false)
    {
        WriteHeader(writer, type, payload.Length, hasMore);
        writer.Write(payload);
    }

    /// <summary>Writes the header of a frame whose payload the caller sends after it.</summary>
    /// <param name="writer">Takes the header.</param>
    /// <param name="type">What the frame carries.</param>
    /// <param name="length">Bytes of the payload.</param>
    /// <param name="hasMore">Whether the message goes on in the next frame.</param>
    public static void WriteHeader(IBufferWriter<byte> writer, MessageType type, int length, bool hasMore = false) =>
        WriteHeader(writer, type, hasMore ? FrameFlags.More : FrameFlags.None, length, expandedLength: length);

    /// <summary>Writes the header of a frame whose payload, compressed, the caller sends after it.</summary>
    /// <param name="writer">Takes the header.</param>
    /// <param name="type">What the frame carries.</param>
    /// <param name="length">Bytes of the payload as carried; fewer than <paramref name="expandedLength"/>.</param>
    /// <param name="expandedLength">Bytes of the payload when decompressed.</param>
    /// <param name="hasMore">Whether the message goes on in the next frame.</param>
    public static void WriteCompressedHeader(IBufferWriter<byte> writer, MessageType type, int length, int expandedLength, bool hasMore = false)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(length, expandedLength);
        WriteHeader(writer, type, FrameFlags.Compressed | (hasMore ? FrameFlags.More : FrameFlags.None), length, expandedLength);
    }

    /// <summary>Writes the header of a compressed frame that is the next piece of its type's zstd stream.</summary>
    /// <param name="writer">Takes the header.</param>
    /// <param name="type">What the frame carries.</param>
    /// <param name="length">Bytes of the payload as carried.</param>
    /// <param name="expandedLength">Bytes of the payload when decompressed.</param>
    /// <param name="startsStream">Whether the stream starts here.</param>
    public static void WriteStreamedHeader(IBufferWriter<byte> writer, MessageType type, int length, int expandedLength, bool startsStream) =>
        WriteHeader(writer, type, FrameFlags.Compressed | (startsStream ? FrameFlags.StartsStream : FrameFlags.None), length, expandedLength);

    private static void WriteHeader(IBufferWriter<byte> writer, MessageType type, FrameFlags flags, int length, int expandedLength)
    {
        Debug.Assert(expandedLength <= MessageRule.Of(type).MaxPayload, "The peer would refuse the frame.");
        writer.WriteByte((byte)type);
        writer.WriteByte((byte)flags);
        writer.WriteFixedUInt32((uint)length);
        if ((flags & FrameFlags.Compressed) != 0)
        {
            writer.WriteFixedUInt32((uint)expandedLength);
        }
    }
}
