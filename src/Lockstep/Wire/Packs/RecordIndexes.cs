using System.Buffers.Binary;

namespace Lockstep.Wire.Packs;

/// <summary>Gives the records of a pack other indexes: what was fetched by one list is staged by another.</summary>
public static class RecordIndexes
{
    /// <summary>Replaces each record's index, in place.</summary>
    /// <param name="pack">Whole records.</param>
    /// <param name="indexes">The new index for each old one.</param>
    public static void Replace(Span<byte> pack, IReadOnlyList<int> indexes)
    {
        var reader = new ContentPackReader(pack, indexes.Count);
        int start = 0;
        while (reader.TryRead(out ContentRecord record))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(pack[(start + sizeof(ContentRecordKind))..], (uint)indexes[record.Index]);
            start = pack.Length - reader.Remaining;
        }
    }
}
