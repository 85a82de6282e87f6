using System.Buffers;
using System.Buffers.Binary;

namespace Lockstep.Tree;

/// <summary>Writes the binary form of a snapshot (<see cref="SnapshotFormat"/>); <see cref="SnapshotDecoder"/> reads it.</summary>
public sealed class SnapshotEncoder
{
    private readonly IBufferWriter<byte> _writer;
    private readonly bool _withStamps;
    private readonly bool _withDigests;
    private ushort _mode;
    private long _modified;
    private FileStamp _stamp;

    private SnapshotEncoder(IBufferWriter<byte> writer, bool withStamps, bool withDigests)
    {
        _writer = writer;
        _withStamps = withStamps;
        _withDigests = withDigests;
    }

    /// <summary>Writes a snapshot.</summary>
    /// <param name="snapshot">What to write.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="withStamps">Whether stamps are written: for a state file on the machine they belong to, not for the wire.</param>
    /// <param name="withDigests">Whether digests are written: for files that only we write, not for the wire.</param>
    public static void Encode(Snapshot snapshot, IBufferWriter<byte> writer, bool withStamps, bool withDigests = false)
    {
        writer.WriteByte(SnapshotFormat.Version);
        writer.WriteByte((byte)((withStamps ? SnapshotFormat.HasStamps : 0) | (withDigests ? SnapshotFormat.HasDigests : 0)));
        new SnapshotEncoder(writer, withStamps, withDigests).WriteRoot(snapshot);
    }

    private void WriteRoot(Snapshot snapshot)
    {
        if (!snapshot.Root.Exists)
        {
            _writer.WriteByte(0);
            return;
        }

        Span<byte> span = _writer.GetSpan(SnapshotFormat.MaxEntryLength);
        span[0] = (byte)((byte)snapshot.Root.Type | SnapshotFormat.HasMode | (snapshot.Entries.Count > 0 ? SnapshotFormat.HasChildren : 0));
        _writer.Advance(1 + WriteMetadata(span[1..], snapshot.Root, span[0], snapshot.RootStamp));
        if (snapshot.Entries.Count > 0)
        {
            WriteList(snapshot.Entries);
        }
    }

    private void WriteList(EntryList list)
    {
        _writer.WriteInt64(list.Count);
        if (_withDigests)
        {
            BinaryPrimitives.WriteUInt128LittleEndian(_writer.GetSpan(SnapshotDigest.Length), list.Digest);
            _writer.Advance(SnapshotDigest.Length);
        }

        ReadOnlySpan<byte> previous = default;
        for (int i = 0; i < list.Count; i++)
        {
            ReadOnlySpan<byte> name = list.NameAt(i);
            WriteEntry(name, previous.CommonPrefixLength(name), list[i], list.ChildrenAt(i).Count > 0, list.StampAt(i));
            previous = name;
        }

        for (int i = 0; i < list.Count; i++)
        {
            if (list.ChildrenAt(i) is { Count: > 0 } children)
            {
                WriteList(children);
            }
        }
    }

    private void WriteEntry(ReadOnlySpan<byte> name, int shared, in Entry entry, bool hasChildren, FileStamp stamp)
    {
        Span<byte> span = _writer.GetSpan(SnapshotFormat.MaxEntryLength);
        byte head = (byte)((byte)entry.Type
            | (entry.Content.IsKnown ? SnapshotFormat.HasHash : 0)
            | (entry.Mode != _mode ? SnapshotFormat.HasMode : 0)
            | (hasChildren ? SnapshotFormat.HasChildren : 0));
        span[0] = head;
        int at = 1;
        at += VarInt.Write(span[at..], (ulong)shared);
        at += VarInt.Write(span[at..], (ulong)(name.Length - shared));
        name[shared..].CopyTo(span[at..]);
        at += name.Length - shared;
        _writer.Advance(at + WriteMetadata(span[at..], entry, head, stamp));
    }

    private int WriteMetadata(Span<byte> span, in Entry entry, byte head, FileStamp stamp)
    {
        int at = 0;
        if ((head & SnapshotFormat.HasMode) != 0)
        {
            at += VarInt.Write(span, entry.Mode);
            _mode = entry.Mode;
        }

        if (entry.HasContent)
        {
            at += VarInt.Write(span[at..], (ulong)entry.Size);
        }

        at += VarInt.Write(span[at..], VarInt.ZigZag(entry.ModifiedNs - _modified));
        _modified = entry.ModifiedNs;
        if ((head & SnapshotFormat.HasHash) != 0)
        {
            entry.Content.Write(span[at..]);
            at += ContentHash.Length;
        }

        if (_withStamps)
        {
            at += VarInt.Write(span[at..], VarInt.ZigZag((long)(stamp.Inode - _stamp.Inode)));
            at += VarInt.Write(span[at..], VarInt.ZigZag(stamp.ChangedNs - _stamp.ChangedNs));
            _stamp = stamp;
        }

        return at;
    }
}
