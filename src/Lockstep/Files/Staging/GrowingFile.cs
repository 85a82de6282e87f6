using System.Buffers;
using System.IO.Hashing;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Staging;

/// <summary>A staged file whose content comes in pieces, new or copied from what it is built on; hashed as it grows.</summary>
internal sealed class GrowingFile : IDisposable
{
    private const int ZerosLength = 256 * 1024;

    /// <summary>Two threads wait for each other once a piece.</summary>
    private const int CopyBufferLength = 1024 * 1024;

    private readonly FileHandle _file;
    private readonly FileHandle? _basis;
    private readonly bool _isClone;
    private readonly long _expectedLength;
    private readonly XxHash128 _hash = new();

    /// <summary>Takes over an empty file.</summary>
    /// <param name="file">Disposed with this.</param>
    /// <param name="basis">What it is built on, disposed with this; null when all of it is new.</param>
    /// <param name="expectedLength">How long it is going to be, as far as known.</param>
    public GrowingFile(FileHandle file, FileHandle? basis, long expectedLength)
    {
        _file = file;
        _basis = basis;
        _expectedLength = expectedLength;
        // Where the file system shares blocks, what stays where it was need not even be written.
        _isClone = basis is not null && file.TryCloneFrom(basis);
    }

    /// <summary>Bytes so far.</summary>
    public long Length { get; private set; }

    /// <summary>Hash of the bytes so far.</summary>
    public ContentHash Hash => ContentHash.From(_hash);

    /// <summary>The file, lent.</summary>
    public FileHandle File => _file;

    /// <summary>Appends bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _hash.Append(bytes);
        WriteHashed(bytes);
        Length += bytes.Length;
    }

    /// <summary>Appends zeros.</summary>
    public void WriteZeros(long length)
    {
        byte[] zeros = ArrayPool<byte>.Shared.Rent(ZerosLength);
        try
        {
            Array.Clear(zeros);
            for (long rest = length; rest > 0; rest -= Math.Min(rest, zeros.Length))
            {
                Write(zeros.AsSpan(0, (int)Math.Min(rest, zeros.Length)));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(zeros);
        }
    }

    /// <summary>Appends a part of the basis; fewer bytes when it ends before, which the hash will tell.</summary>
    public void Copy(long offset, long length)
    {
        if (_basis is null)
        {
            throw new ProtocolException("a content copies from what it is built on, and there is nothing");
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(2 * CopyBufferLength);
        try
        {
            Copy(offset, length, buffer.AsMemory(0, CopyBufferLength), buffer.AsMemory(CopyBufferLength, CopyBufferLength));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _basis?.Dispose();
    }

    /// <summary>While one piece is written, another thread reads and hashes the next: writing takes longest, and all else is hidden behind it.</summary>
    private void Copy(long offset, long length, Memory<byte> current, Memory<byte> next)
    {
        bool isInPlace = _isClone && offset == Length;
        int read = ReadHashed(current, offset, length);
        while (read > 0)
        {
            (offset, length) = (offset + read, length - read);
            Task<int> reading = length > 0 ? StartReading(next, offset, length) : Task.FromResult(0);
            try
            {
                if (!isInPlace)
                {
                    WriteHashed(current.Span[..read]);
                }
            }
            finally
            {
                // The buffer is lent to it, and so is the hash.
                ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
            }

            Length += read;
            read = reading.GetAwaiter().GetResult();
            (current, next) = (next, current);
        }
    }

    private Task<int> StartReading(Memory<byte> piece, long offset, long length) => Task.Run(() => ReadHashed(piece, offset, length));

    private int ReadHashed(Memory<byte> piece, long offset, long length)
    {
        Span<byte> wanted = piece.Span[..(int)Math.Min(piece.Length, length)];
        int read = _basis!.ReadAt(wanted, offset);
        _hash.Append(wanted[..read]);
        return read;
    }

    private void WriteHashed(ReadOnlySpan<byte> bytes)
    {
        if (_isClone)
        {
            _file.WriteAt(bytes, Length);
        }
        else
        {
            SparseContent.WriteAt(_file, bytes, Length, _expectedLength);
        }
    }
}
