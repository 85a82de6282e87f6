namespace Lockstep.Rsync.Coding;

/// <summary>How a basis is cut into blocks.</summary>
/// <param name="Count">How many blocks.</param>
/// <param name="BlockLength">Bytes of each but perhaps the last.</param>
/// <param name="StrongLength">Bytes of each strong sum.</param>
/// <param name="Remainder">Bytes of the last block when it is shorter; 0 when it is not.</param>
internal readonly record struct SumHead(int Count, int BlockLength, int StrongLength, int Remainder)
{
    /// <summary>Bytes of the whole basis.</summary>
    public long Length => ((long)Count * BlockLength) - (Remainder > 0 ? BlockLength - Remainder : 0);

    /// <summary>Bytes of one block.</summary>
    public int LengthOf(int block) => block == Count - 1 && Remainder > 0 ? Remainder : BlockLength;

    /// <summary>Writes it.</summary>
    public void Write(RsyncWriter to)
    {
        to.WriteInt32(Count);
        to.WriteInt32(BlockLength);
        to.WriteInt32(StrongLength);
        to.WriteInt32(Remainder);
    }

    /// <summary>Reads one; nothing in it is out of bounds.</summary>
    /// <param name="from">The peer.</param>
    /// <param name="digestLength">Bytes of a whole digest.</param>
    public static SumHead Read(RsyncReader from, int digestLength)
    {
        int count = from.ReadInt32("count of blocks", int.MaxValue);
        int blockLength = from.ReadInt32("block length", from.Dialect.MaxBlockLength);
        int strongLength = from.ReadInt32("length of strong sums", digestLength);
        int remainder = from.ReadInt32("remainder", blockLength);
        return count == 0 || blockLength > 0
            ? new SumHead(count, blockLength, strongLength, remainder)
            : throw new ProtocolException($"{count} blocks have the length 0");
    }
}
