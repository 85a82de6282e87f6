using System.Buffers;
using System.IO.Hashing;
using Lockstep.Native.Disk;

namespace Lockstep.Files.State;

/// <summary>
/// Writes a state file record by record (<see cref="RecordReader"/> reads it), in pieces: a record may be far larger than the memory it takes
/// to write it. A record counts only from <see cref="EndRecord"/> on: its header is written last.
/// </summary>
internal sealed class RecordWriter : IBufferWriter<byte>, IDisposable
{
    private const int BufferLength = 64 * 1024;

    private readonly FileHandle _file;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
    private XxHash3 _checksum = new();
    private RecordType _type;
    private long _recordStart;
    private long _written;
    private int _hashed;
    private int _used;

    /// <summary>Continues a file.</summary>
    /// <param name="file">Stays the caller's.</param>
    /// <param name="end">Where the last whole record ends; what is behind is overwritten.</param>
    public RecordWriter(FileHandle file, long end)
    {
        _file = file;
        _written = end;
    }

    /// <summary>Where the last record ends.</summary>
    public long End => _written + _used;

    /// <summary>Starts a file.</summary>
    public static RecordWriter Start(FileHandle file, ReadOnlySpan<byte> magic)
    {
        file.WriteAt(magic, 0);
        return new RecordWriter(file, magic.Length);
    }

    /// <summary>Starts a record; its payload is what is written until <see cref="EndRecord"/>.</summary>
    public void BeginRecord(RecordType type)
    {
        _type = type;
        _recordStart = _written;
        _checksum = new XxHash3(RecordReader.SeedOf(type));
        _hashed = _used = RecordReader.HeaderLength;
    }

    /// <summary>Makes the record count.</summary>
    public void EndRecord()
    {
        var length = checked((int)(End - _recordStart - RecordReader.HeaderLength));
        HashBuffer();
        bool isHeaderBuffered = _written == _recordStart;
        if (isHeaderBuffered)
        {
            RecordReader.WriteHeader(_buffer, _type, length, _checksum.GetCurrentHashAsUInt64());
            WriteBuffer();
            return;
        }

        WriteBuffer();
        Span<byte> header = stackalloc byte[RecordReader.HeaderLength];
        RecordReader.WriteHeader(header, _type, length, _checksum.GetCurrentHashAsUInt64());
        _file.WriteAt(header, _recordStart);
    }

    /// <inheritdoc/>
    public void Advance(int count) => _used += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsMemory(_used);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsSpan(_used);
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private void MakeRoom(int length)
    {
        if (_buffer.Length - _used < Math.Max(length, 1))
        {
            HashBuffer();
            WriteBuffer();
        }
    }

    private void HashBuffer()
    {
        _checksum.Append(_buffer.AsSpan(_hashed, _used - _hashed));
        _hashed = 0;
    }

    private void WriteBuffer()
    {
        _file.WriteAt(_buffer.AsSpan(0, _used), _written);
        _written += _used;
        _used = 0;
    }
}
