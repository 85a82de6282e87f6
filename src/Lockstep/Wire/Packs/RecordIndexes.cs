using System.Buffers.Binary;

namespace Lockstep.Wire.Packs;

/// <summary>Gives the records of a pack other indexes and permission bits: what was fetched by one list is staged by another.</summary>
public static class RecordIndexes
{
    /// <summary>Replaces each record's index, and the permission bits of those that have some, in place.</summary>
    /// <param name="pack">Whole records.</param>
    /// <param name="indexes">The new index for each old one.</param>
    /// <param name="modes">The new permission bits for each old index.</param>
    public static void Replace(Span<byte> pack, IReadOnlyList<int> indexes, IReadOnlyList<ushort> modes)
    {
        var reader = new ContentPackReader(pack, indexes.Count);
        int start = 0;
        while (reader.TryRead(out ContentRecord record))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(pack[(start + sizeof(ContentRecordKind))..], (uint)indexes[record.Index]);
            if (record.Kind is ContentRecordKind.Whole or ContentRecordKind.End)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(pack[(start + ContentRecordLayout.HeadLength)..], modes[record.Index]);
            }

            start = pack.Length - reader.Remaining;
        }
    }
}
