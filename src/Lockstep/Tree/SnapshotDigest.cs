using System.Buffers.Binary;
using System.IO.Hashing;

namespace Lockstep.Tree;

/// <summary>16 bytes that identify a snapshot's content, so that two sides learn whether they hold the same baseline without sending it.</summary>
public readonly record struct SnapshotDigest(UInt128 Value)
{
    /// <summary>Length of the binary form in bytes.</summary>
    public const int Length = 16;

    /// <summary>The digest nobody's snapshot has: "I hold none".</summary>
    public static SnapshotDigest None => default;

    /// <summary>The digest of a snapshot.</summary>
    public static SnapshotDigest Of(Snapshot snapshot)
    {
        Span<byte> bytes = stackalloc byte[1 + 2 + 8 + 16];
        bytes[0] = (byte)snapshot.Root.Type;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[1..], snapshot.Root.Mode);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[3..], snapshot.Root.ModifiedNs);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes[11..], snapshot.Entries.Digest);
        return new(XxHash128.HashToUInt128(bytes));
    }
}
