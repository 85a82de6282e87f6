using System.Buffers.Binary;
using System.Text;

namespace Lockstep.Rsync.Coding;

/// <summary>Takes a control frame; the payload is lent.</summary>
internal delegate void MessageHandler(MessageTag tag, ReadOnlySpan<byte> payload);

/// <summary>
/// Reads one direction of a connection: everything a peer says comes through here. Frames are taken apart, control frames are handed out where they
/// come, and each length is checked against its bound before anything is allocated. Blocks; for one thread.
/// </summary>
internal sealed class RsyncReader(Stream input)
{
    private const int HeaderLength = 4;
    private const int TagOffset = 7;
    private const int MaxControlLength = 128 * 1024;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _at;
    private int _end;
    private int _left = int.MaxValue;

    /// <summary>Called before a wait for the peer, so that what it waits for is on its way.</summary>
    public Action BeforeWait { get; set; } = () => { };

    /// <summary>Takes control frames.</summary>
    public MessageHandler OnMessage { get; set; } = (tag, _) => throw new ProtocolException($"frame of kind {tag} in a stream without frames");

    /// <summary>What both sides speak; set when it is known.</summary>
    public Dialect Dialect { get; set; } = new(Dialect.Newest, CompatFlags.None);

    /// <summary>Bytes read from the peer so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Whether the stream is in frames.</summary>
    public bool IsFramed { get; private set; }

    /// <summary>From here on the stream is bytes alone; the frame before has to be read to its end.</summary>
    public void StopFrames()
    {
        IsFramed = _left == 0 || !IsFramed ? false : throw new ProtocolException($"{_left} bytes of a frame where names of files were to come");
        _left = int.MaxValue;
    }

    /// <summary>From here on the stream is in frames.</summary>
    public void StartFrames() => (IsFramed, _left) = (true, 0);

    /// <summary>Reads one byte.</summary>
    public byte ReadByte()
    {
        Await();
        _left--;
        return _buffer[_at++];
    }

    /// <summary>Fills a span.</summary>
    public void Read(Span<byte> to)
    {
        while (!to.IsEmpty)
        {
            int taken = Math.Min(Await(), to.Length);
            _buffer.AsSpan(_at, taken).CopyTo(to);
            (_at, _left) = (_at + taken, _left - taken);
            to = to[taken..];
        }
    }

    /// <summary>Reads so many bytes, which their caller has bounded.</summary>
    public byte[] ReadBytes(int length)
    {
        byte[] bytes = new byte[length];
        Read(bytes);
        return bytes;
    }

    /// <summary>Reads 16 bits.</summary>
    public int ReadUInt16()
    {
        Span<byte> bytes = stackalloc byte[2];
        Read(bytes);
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    /// <summary>Reads 32 bits.</summary>
    public int ReadInt32()
    {
        Span<byte> bytes = stackalloc byte[4];
        Read(bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    /// <summary>Reads a 32-bit integer of variable length.</summary>
    public int ReadVariable() => (int)ReadNumber(least: 1, width: 4);

    /// <summary>Reads a 64-bit integer of variable length.</summary>
    public long ReadVariableLong(int least) => (long)ReadNumber(least, width: 8);

    /// <summary>Reads a number of 32 bits in the dialect's form.</summary>
    public int ReadNumber() => Dialect.HasVariableNumbers ? ReadVariable() : ReadInt32();

    /// <summary>Reads a size in the dialect's form.</summary>
    public long ReadSize() => Dialect.HasVariableNumbers ? ReadVariableLong(least: 3) : ReadOldLong();

    /// <summary>Reads a 64-bit integer of the old form.</summary>
    public long ReadOldLong()
    {
        int small = ReadInt32();
        if (small != -1)
        {
            return small;
        }

        Span<byte> bytes = stackalloc byte[8];
        Read(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    /// <summary>Reads a number from 0 to a maximum in the dialect's form.</summary>
    public int ReadNumber(string field, int maximum) => Bounded(field, ReadNumber(), maximum);

    /// <summary>Reads a variable number from 0 to a maximum.</summary>
    public int ReadVariable(string field, int maximum) => Bounded(field, ReadVariable(), maximum);

    /// <summary>Reads 32 bits as a number from 0 to a maximum.</summary>
    public int ReadInt32(string field, int maximum) => Bounded(field, ReadInt32(), maximum);

    /// <summary>Reads a string with its length before it.</summary>
    public byte[] ReadString(string field, int maximum)
    {
        int length = ReadByte();
        length = length >= 0x80 ? ((length & 0x7f) << 8) | ReadByte() : length;
        return ReadBytes(Bounded(field, length, maximum));
    }

    /// <summary>Reads text up to a line feed.</summary>
    public string ReadLine(int maximum)
    {
        List<byte> line = [];
        for (byte next = ReadByte(); next != (byte)'\n'; next = ReadByte())
        {
            line.Add(line.Count < maximum ? next : throw new ProtocolException($"a line is longer than {maximum} bytes"));
        }

        return Encoding.UTF8.GetString([.. line]);
    }

    /// <summary>Reads bytes up to a zero.</summary>
    public byte[] ReadZeroEnded(int maximum)
    {
        List<byte> text = [];
        for (byte next = ReadByte(); next != 0; next = ReadByte())
        {
            text.Add(text.Count < maximum ? next : throw new ProtocolException($"a word is longer than {maximum} bytes"));
        }

        return [.. text];
    }

    /// <summary>Reads and forgets until the peer ends.</summary>
    public void Drain()
    {
        try
        {
            while (true)
            {
                int taken = Await();
                (_at, _left) = (_at + taken, _left - taken);
            }
        }
        catch (EndOfStreamException)
        {
            // That is what was waited for.
        }
    }

    private static int Bounded(string field, int value, int maximum) =>
        value >= 0 && value <= maximum ? value : throw new ProtocolException($"{field} is {value}, the most is {maximum}");

    private ulong ReadNumber(int least, int width)
    {
        byte first = ReadByte();
        int extra = WireNumber.ExtraOf(first);
        if (least - 1 + extra > width)
        {
            throw new ProtocolException($"an integer announces {extra} more bytes, the most is {width + 1 - least}");
        }

        Span<byte> rest = stackalloc byte[least - 1 + extra];
        Read(rest);
        return WireNumber.Read(first, rest, extra, width);
    }

    /// <summary>Waits until there are bytes of the stream; gives how many lie in the buffer.</summary>
    private int Await()
    {
        while (true)
        {
            if (_left == 0)
            {
                ReadHeader();
            }
            else if (_at < _end)
            {
                return Math.Min(_end - _at, _left);
            }
            else
            {
                Fill(1);
            }
        }
    }

    private void ReadHeader()
    {
        Fill(HeaderLength);
        uint header = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(_at));
        _at += HeaderLength;
        var (tag, length) = ((MessageTag)((int)(header >> 24) - TagOffset), (int)(header & 0xffffff));
        if (tag == MessageTag.Data)
        {
            _left = length;
            return;
        }

        if (!Enum.IsDefined(tag) || length > MaxControlLength)
        {
            throw new ProtocolException($"a frame of kind {(int)tag} with {length} bytes");
        }

        OnMessage(tag, ReadControl(length));
    }

    private byte[] ReadControl(int length)
    {
        byte[] payload = new byte[length];
        for (int filled = 0; filled < length;)
        {
            Fill(1);
            int taken = Math.Min(length - filled, _end - _at);
            _buffer.AsSpan(_at, taken).CopyTo(payload.AsSpan(filled));
            (_at, filled) = (_at + taken, filled + taken);
        }

        return payload;
    }

    /// <summary>Waits until the buffer holds at least so many bytes.</summary>
    private void Fill(int wanted)
    {
        if (_end - _at >= wanted)
        {
            return;
        }

        _buffer.AsSpan(_at, _end - _at).CopyTo(_buffer);
        (_end, _at) = (_end - _at, 0);
        while (_end < wanted)
        {
            BeforeWait();
            int read = input.Read(_buffer, _end, _buffer.Length - _end);
            if (read == 0)
            {
                throw new EndOfStreamException("the peer closed the connection");
            }

            (_end, BytesRead) = (_end + read, BytesRead + read);
        }

        if (!IsFramed)
        {
            _left = int.MaxValue;
        }
    }
}
