using Lockstep.Tree;

namespace Lockstep.Wire.Packs;

/// <summary>
/// The records of a content pack. All fields have a fixed width, so that contents can be read straight into a pack and their header written afterwards.
/// Integers are little-endian.
/// <code>
/// Whole  | 1 | index: 4 | mode: 2 | modified ns: 8 | content hash: 16 | length: 4 | bytes: length |
/// Begin  | 2 | index: 4 | basis: 1 | expected size: 8 |
/// Data   | 3 | index: 4 | length: 4 | bytes: length, at least 1 |
/// Copy   | 4 | index: 4 | offset: 8 | length: 8, at least 1 |
/// Zeros  | 5 | index: 4 | length: 8, at least 1 |
/// End    | 6 | index: 4 | mode: 2 | modified ns: 8 | content hash: 16 | size: 8 |
/// Skip   | 7 | index: 4 |
/// </code>
/// </summary>
internal static class ContentRecordLayout
{
    public const ushort MaxMode = 0xfff;

    public const int HeadLength = sizeof(ContentRecordKind) + sizeof(int);

    public const int MetadataLength = sizeof(ushort) + sizeof(long) + ContentHash.Length;

    public const int WholeHeaderLength = HeadLength + MetadataLength + sizeof(int);

    public const int DataHeaderLength = HeadLength + sizeof(int);

    public const int BeginLength = HeadLength + sizeof(ContentBasis) + sizeof(long);

    public const int CopyLength = HeadLength + sizeof(long) + sizeof(long);

    public const int ZerosLength = HeadLength + sizeof(long);

    public const int EndLength = HeadLength + MetadataLength + sizeof(long);
}
