using System.Buffers.Binary;
using System.IO.Hashing;

namespace Lockstep.Tree;

/// <summary>
/// XxHash128 of a content: tells whether two contents are equal, not who made them. 16 bytes; zero stands for "not known".
/// </summary>
public readonly record struct ContentHash(ulong High, ulong Low)
{
    /// <summary>Length of the binary form in bytes.</summary>
    public const int Length = 16;

    /// <summary>The content was not read.</summary>
    public static ContentHash Unknown => default;

    /// <summary>Whether the content's hash is known.</summary>
    public bool IsKnown => (High | Low) != 0;

    /// <summary>Hash of a whole content.</summary>
    public static ContentHash Of(ReadOnlySpan<byte> content) => From(XxHash128.HashToUInt128(content));

    /// <summary>The hash that a streaming computation arrived at.</summary>
    public static ContentHash From(XxHash128 hasher) => From(hasher.GetCurrentHashAsUInt128());

    /// <summary>Reads the 16 bytes of the binary form.</summary>
    public static ContentHash Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));

    /// <summary>Writes the 16 bytes of the binary form.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, High);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Low);
    }

    // A content whose hash happens to be zero must not read as "unknown".
    private static ContentHash From(UInt128 value) => value == UInt128.Zero ? new(0, 1) : new((ulong)(value >> 64), (ulong)value);
}
