namespace Lockstep.Rsync.Coding;

/// <summary>Indices of entries in one direction of a connection: each is told by its distance from the one before.</summary>
internal sealed class IndexCodec
{
    /// <summary>The end of a phase.</summary>
    public const int Done = -1;

    /// <summary>No more file lists follow.</summary>
    public const int ListsEnd = -2;

    /// <summary>The counts of deletions follow.</summary>
    public const int DeletionCounts = -3;

    /// <summary>The list of directory 0 follows; further directories are below.</summary>
    public const int ListOfFirstDirectory = -101;

    private const byte Negative = 0xff;
    private const byte Wide = 0xfe;
    private const byte Full = 0x80;

    private int _positive = -1;
    private int _negative = 1;

    /// <summary>Writes an index.</summary>
    public void Write(RsyncWriter to, int index)
    {
        if (!to.Dialect.HasVariableNumbers)
        {
            to.WriteInt32(index);
            return;
        }

        if (index == Done)
        {
            to.WriteByte(0);
            return;
        }

        int value = Math.Abs(index);
        if (index < 0)
        {
            to.WriteByte(Negative);
        }

        ref int previous = ref index < 0 ? ref _negative : ref _positive;
        int distance = value - previous;
        previous = value;
        WriteDistance(to, distance, value);
    }

    /// <summary>Reads an index.</summary>
    public int Read(RsyncReader from)
    {
        if (!from.Dialect.HasVariableNumbers)
        {
            return from.ReadInt32();
        }

        byte first = from.ReadByte();
        if (first == 0)
        {
            return Done;
        }

        if (first != Negative)
        {
            return _positive = ReadValue(from, first, _positive);
        }

        _negative = ReadValue(from, from.ReadByte(), _negative);
        return -_negative;
    }

    private static void WriteDistance(RsyncWriter to, int distance, int value)
    {
        if (distance is > 0 and < Wide)
        {
            to.WriteByte((byte)distance);
        }
        else if (distance is >= 0 and <= short.MaxValue)
        {
            to.WriteByte(Wide);
            to.WriteByte((byte)(distance >> 8));
            to.WriteByte((byte)distance);
        }
        else
        {
            to.WriteByte(Wide);
            to.WriteByte((byte)(Full | (value >> 24)));
            to.WriteByte((byte)value);
            to.WriteByte((byte)(value >> 8));
            to.WriteByte((byte)(value >> 16));
        }
    }

    private static int ReadValue(RsyncReader from, byte first, int previous)
    {
        if (first != Wide)
        {
            return Checked((long)previous + first);
        }

        byte high = from.ReadByte();
        byte low = from.ReadByte();
        if ((high & Full) == 0)
        {
            return Checked((long)previous + (high << 8) + low);
        }

        byte second = from.ReadByte();
        return ((high & 0x7f) << 24) | (from.ReadByte() << 16) | (second << 8) | low;
    }

    private static int Checked(long index) =>
        index is >= 0 and <= int.MaxValue ? (int)index : throw new ProtocolException($"an index is {index}, the most is {int.MaxValue}");
}
