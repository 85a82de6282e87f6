using System.Buffers;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Wire.Fields;

/// <summary>
/// A change in a run request. <see cref="Change.Before"/> does not travel; source and seal only for a rename or reuse.
/// <code>
/// | kind + 16 * transfer: 1 | path: shared, length, bytes | entry after | source: shared, length, bytes | seal: 16 | |
/// </code>
/// </summary>
internal static class ChangeFields
{
    /// <summary>Fewest bytes of a change.</summary>
    public const int MinLength = 4;

    private const int TransferShift = 4;
    private const int KindMask = (1 << TransferShift) - 1;

    /// <summary>Writes a change.</summary>
    public static void Write(IBufferWriter<byte> writer, in Change change, ref PathSeries paths, ref PathSeries sources)
    {
        writer.WriteByte((byte)((int)change.Kind | ((int)change.Transfer << TransferShift)));
        paths.Write(writer, change.Path);
        writer.WriteEntry(change.After);
        if (HasSource(change.Kind, change.Transfer))
        {
            sources.Write(writer, change.Source);
            writer.WriteSeal(change.Seal);
        }
    }

    /// <summary>Reads a change whose kind, transfer and entry can stand together.</summary>
    public static Change Read(ref ByteReader reader, ref PathSeries paths, ref PathSeries sources)
    {
        byte first = reader.ReadByte("kind of change");
        var kind = (ChangeKind)(first & KindMask);
        var transfer = (Transfer)(first >> TransferShift);
        RelativePath path = paths.ReadNext(ref reader);
        Entry after = reader.ReadEntry();
        if (!CanStandTogether(kind, transfer, after))
        {
            throw new ProtocolException($"change of '{path}' is 0x{first:x2} with an entry of type {(byte)after.Type}, which is none");
        }

        return HasSource(kind, transfer)
            ? new Change(kind, path, Entry.Absent, after, transfer, sources.Read(ref reader)) { Seal = reader.ReadSeal("seal") }
            : new Change(kind, path, Entry.Absent, after, transfer, RelativePath.Root);
    }

    private static bool HasSource(ChangeKind kind, Transfer transfer) => kind == ChangeKind.Rename || transfer == Transfer.Reuse;

    private static bool CanStandTogether(ChangeKind kind, Transfer transfer, in Entry after)
    {
        bool isSendable = after.Type is EntryType.File or EntryType.Directory or EntryType.Symlink;
        bool fitsKind = kind switch
        {
            ChangeKind.Add or ChangeKind.Update or ChangeKind.Rename => isSendable,
            ChangeKind.Mode => isSendable && transfer == Transfer.None,
            ChangeKind.Delete => !after.Exists && transfer == Transfer.None,
            _ => false,
        };
        return fitsKind && transfer switch
        {
            Transfer.None => true,
            Transfer.Whole or Transfer.Reuse or Transfer.Restore => after.HasContent,
            Transfer.Delta => after.IsFile,
            _ => false,
        };
    }
}
