using Lockstep.Rsync.Coding;

namespace Lockstep.Rsync.Roles;

/// <summary>What a generator says about an entry, which its sender repeats.</summary>
/// <param name="Index">The entry's index.</param>
/// <param name="Flags">What differs, and whether the content is wanted.</param>
/// <param name="Basis">Which file the sums are of.</param>
/// <param name="ExtraName">A basis' name or a hard link's leader; null for none.</param>
internal readonly record struct ItemRequest(int Index, ItemFlags Flags, byte Basis = ItemRequest.OwnFile, byte[]? ExtraName = null)
{
    /// <summary>The basis is the file itself.</summary>
    public const byte OwnFile = 0x80;

    /// <summary>The basis lies in the partial directory.</summary>
    public const byte PartialFile = 0x81;

    /// <summary>The basis is the backup.</summary>
    public const byte BackupFile = 0x82;

    /// <summary>The basis is a file of a similar name in the same directory.</summary>
    public const byte SimilarFile = 0x83;

    /// <summary>Whether the content is wanted.</summary>
    public bool IsTransfer => Flags.HasFlag(ItemFlags.Transfer);

    /// <summary>Writes it.</summary>
    public void Write(RsyncWriter to, IndexCodec indices)
    {
        indices.Write(to, Index);
        if (!to.Dialect.HasItems)
        {
            return;
        }

        to.WriteUInt16((int)Flags);
        if (Flags.HasFlag(ItemFlags.BasisType))
        {
            to.WriteByte(Basis);
        }

        if (Flags.HasFlag(ItemFlags.ExtraName))
        {
            to.WriteString(ExtraName);
        }
    }

    /// <summary>Reads what follows an index.</summary>
    public static ItemRequest Read(RsyncReader from, int index)
    {
        if (!from.Dialect.HasItems)
        {
            return new ItemRequest(index, ItemFlags.Transfer | ItemFlags.Change);
        }

        var flags = (ItemFlags)from.ReadUInt16();
        byte basis = flags.HasFlag(ItemFlags.BasisType) ? from.ReadByte() : OwnFile;
        byte[]? extraName = flags.HasFlag(ItemFlags.ExtraName) ? from.ReadString("extra name", Dialect.MaxPath) : null;
        return new ItemRequest(index, flags, basis, extraName);
    }
}
