using System.Buffers.Binary;

namespace Lockstep.Tree;

/// <summary>
/// A content's hash under a secret key that is made anew for each run (<see cref="SealKey"/>). Whoever chose two contents before the key was made cannot have made their seals
/// equal, however hard he tried; of a <see cref="ContentHash"/> he can. 16 bytes; zero stands for "none".
/// </summary>
public readonly record struct ContentSeal(ulong First, ulong Second)
{
    /// <summary>Length of the binary form in bytes.</summary>
    public const int Length = 16;

    /// <summary>Whether the content was sealed.</summary>
    public bool IsKnown => (First | Second) != 0;

    /// <summary>Reads the 16 bytes of the binary form.</summary>
    public static ContentSeal Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));

    /// <summary>Writes the 16 bytes of the binary form.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, First);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Second);
    }
}
