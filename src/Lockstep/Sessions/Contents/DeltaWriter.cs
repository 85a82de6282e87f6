using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using Lockstep.Delta;
using Lockstep.Native.Disk;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions.Contents;

/// <summary>
/// Turns a file into delta records against the target's signature: read a piece, write what came of it, and again. The signature message is the seed of its
/// strong sums (8 bytes, little-endian) and the signature itself.
/// </summary>
internal sealed class DeltaWriter : IDeltaSink, IDisposable
{
    private readonly int _index;
    private readonly PackWriter _packs;
    private readonly DeltaEncoder _encoder;
    private readonly ArrayBufferWriter<byte> _literals = new();
    private readonly List<Operation> _operations = [];

    /// <summary>Creates a writer for one content.</summary>
    public DeltaWriter(ContentSignature signature, PackWriter packs)
    {
        _index = signature.Index;
        _packs = packs;
        ReadOnlySpan<byte> encoded = signature.Encoded.Span;
        if (encoded.Length < sizeof(long))
        {
            throw new ProtocolException($"a signature of {encoded.Length} bytes has no seed");
        }

        _encoder = new DeltaEncoder(SignatureFormat.Decode(encoded[sizeof(long)..]), BinaryPrimitives.ReadInt64LittleEndian(encoded));
    }

    /// <summary>Bytes that had to be sent as they are.</summary>
    public long LiteralBytes { get; private set; }

    /// <summary>Reads the file's next piece, hashes it and finds what the target has of it; returns its length, 0 at the end.</summary>
    public int ReadFrom(FileHandle file, XxHash128 hash)
    {
        Span<byte> room = _encoder.Room();
        int length = file.Read(room);
        hash.Append(room[..length]);
        _encoder.Take(length, this);
        return length;
    }

    /// <summary>Writes what was found, and hands it over where the target has long to copy, so that it copies while we read on.</summary>
    public async ValueTask WriteAsync(CancellationToken cancellation)
    {
        int literal = 0;
        bool hasLongCopy = false;
        foreach (Operation operation in _operations)
        {
            ContentPackWriter pack = await _packs.RoomAsync(cancellation, forLargeContent: true);
            if (operation.Offset >= 0)
            {
                pack.Copy(_index, operation.Offset, operation.Length);
                hasLongCopy |= operation.Length >= DeltaEncoder.LongCopy;
                continue;
            }

            pack.AddData(_index, _literals.WrittenSpan.Slice(literal, (int)operation.Length));
            literal += (int)operation.Length;
        }

        _operations.Clear();
        _literals.ResetWrittenCount();
        if (hasLongCopy)
        {
            await _packs.FlushAsync(cancellation);
        }
    }

    /// <summary>Writes what was still held back for a longer match.</summary>
    public ValueTask FinishAsync(CancellationToken cancellation)
    {
        _encoder.Finish(this);
        return WriteAsync(cancellation);
    }

    /// <inheritdoc/>
    public void Literal(ReadOnlySpan<byte> bytes)
    {
        _literals.Write(bytes);
        _operations.Add(new Operation(Offset: -1, bytes.Length));
        LiteralBytes += bytes.Length;
    }

    /// <inheritdoc/>
    public void Copy(long offset, long length) => _operations.Add(new Operation(offset, length));

    /// <inheritdoc/>
    public void Dispose() => _encoder.Dispose();

    /// <summary>A copy from the basis, or the next literal bytes when the offset is negative.</summary>
    private readonly record struct Operation(long Offset, long Length);
}
