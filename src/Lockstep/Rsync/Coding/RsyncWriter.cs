using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace Lockstep.Rsync.Coding;

/// <summary>Writes one direction of a connection, in frames where the dialect says so. Blocks; for one thread.</summary>
internal sealed class RsyncWriter(Stream output)
{
    private const int HeaderLength = 4;
    private const int TagOffset = 7;

    private readonly ConcurrentQueue<(MessageTag Tag, byte[] Payload)> _posted = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _filled = HeaderLength;

    /// <summary>Whether the stream is in frames.</summary>
    public bool IsFramed { get; private set; }

    /// <summary>What both sides speak; set when it is known.</summary>
    public Dialect Dialect { get; set; } = new(Dialect.Newest, CompatFlags.None);

    /// <summary>Bytes written to the peer so far.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>From here on the stream is in frames.</summary>
    public void StartFrames()
    {
        Flush();
        IsFramed = true;
    }

    /// <summary>From here on the stream is bytes alone.</summary>
    public void StopFrames()
    {
        Flush();
        IsFramed = false;
    }

    /// <summary>Writes one byte.</summary>
    public void WriteByte(byte value)
    {
        if (_filled == _buffer.Length)
        {
            Flush();
        }

        _buffer[_filled++] = value;
    }

    /// <summary>Writes bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_filled == _buffer.Length)
            {
                Flush();
            }

            int taken = Math.Min(bytes.Length, _buffer.Length - _filled);
            bytes[..taken].CopyTo(_buffer.AsSpan(_filled));
            _filled += taken;
            bytes = bytes[taken..];
        }
    }

    /// <summary>Writes 16 bits.</summary>
    public void WriteUInt16(int value)
    {
        WriteByte((byte)value);
        WriteByte((byte)(value >> 8));
    }

    /// <summary>Writes 32 bits.</summary>
    public void WriteInt32(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        Write(bytes);
    }

    /// <summary>Writes a 32-bit integer of variable length.</summary>
    public void WriteVariable(int value)
    {
        Span<byte> bytes = stackalloc byte[WireNumber.MaxLength];
        Write(bytes[..WireNumber.Write(bytes, value)]);
    }

    /// <summary>Writes a 64-bit integer of variable length.</summary>
    public void WriteVariableLong(long value, int least)
    {
        Span<byte> bytes = stackalloc byte[WireNumber.MaxLength];
        Write(bytes[..WireNumber.WriteLong(bytes, value, least)]);
    }

    /// <summary>Writes a number of 32 bits in the dialect's form.</summary>
    public void WriteNumber(int value)
    {
        if (Dialect.HasVariableNumbers)
        {
            WriteVariable(value);
        }
        else
        {
            WriteInt32(value);
        }
    }

    /// <summary>Writes a size in the dialect's form.</summary>
    public void WriteSize(long value)
    {
        if (Dialect.HasVariableNumbers)
        {
            WriteVariableLong(value, least: 3);
        }
        else
        {
            WriteOldLong(value);
        }
    }

    /// <summary>Writes a 64-bit integer in the old form.</summary>
    public void WriteOldLong(long value)
    {
        if (value is >= 0 and <= int.MaxValue)
        {
            WriteInt32((int)value);
            return;
        }

        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        WriteInt32(-1);
        Write(bytes);
    }

    /// <summary>Writes a string with its length before it.</summary>
    public void WriteString(ReadOnlySpan<byte> text)
    {
        if (text.Length > 0x7f)
        {
            WriteByte((byte)(0x80 | (text.Length >> 8)));
        }

        WriteByte((byte)text.Length);
        Write(text);
    }

    /// <summary>
    /// Leaves a control frame to be written by the next flush, before what lies in the buffer, as rsync's words overtake its data. Any thread may.
    /// </summary>
    public void PostMessage(MessageTag tag, byte[] payload) => _posted.Enqueue((tag, payload));

    /// <summary>Writes a control frame after what was written before it.</summary>
    public void WriteMessage(MessageTag tag, ReadOnlySpan<byte> payload)
    {
        Flush();
        SendMessage(tag, payload);
    }

    private void SendMessage(MessageTag tag, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        WriteHeader(header, tag, payload.Length);
        Send(header);
        Send(payload);
    }

    /// <summary>Writes a control frame that holds a number.</summary>
    public void WriteMessage(MessageTag tag, int value)
    {
        Span<byte> payload = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(payload, value);
        WriteMessage(tag, payload);
    }

    /// <summary>Sends what lies in the buffer.</summary>
    public void Flush()
    {
        int length = _filled - HeaderLength;
        _filled = HeaderLength;
        while (IsFramed && _posted.TryDequeue(out (MessageTag Tag, byte[] Payload) message))
        {
            SendMessage(message.Tag, message.Payload);
        }

        if (length > 0)
        {
            WriteHeader(_buffer, MessageTag.Data, length);
            Send(IsFramed ? _buffer.AsSpan(0, HeaderLength + length) : _buffer.AsSpan(HeaderLength, length));
        }
    }

    private static void WriteHeader(Span<byte> to, MessageTag tag, int length) =>
        BinaryPrimitives.WriteUInt32LittleEndian(to, ((uint)(TagOffset + (int)tag) << 24) | (uint)length);

    private void Send(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        BytesWritten += bytes.Length;
    }
}
