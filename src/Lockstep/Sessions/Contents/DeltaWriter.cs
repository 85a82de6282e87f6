using System.Buffers;
using System.Buffers.Binary;
using Lockstep.Delta;
using Lockstep.Native;
using Lockstep.Wire;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions.Contents;

/// <summary>
/// Turns a file into delta records against the target's signature: read a piece, write what came of it, and again. The signature message is the seed of its
/// strong sums (8 bytes, little-endian) and the signature itself.
/// </summary>
internal sealed class DeltaWriter : IDeltaSink, IDisposable
{
    private const int PieceLength = 512 << 10;

    private readonly int _index;
    private readonly PackWriter _packs;
    private readonly DeltaEncoder _encoder;
    private readonly byte[] _piece = ArrayPool<byte>.Shared.Rent(PieceLength);
    private readonly ArrayBufferWriter<byte> _literals = new(PieceLength);
    private readonly List<Operation> _operations = [];
    private int _lastLength;

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

    /// <summary>The piece that was read last.</summary>
    public ReadOnlySpan<byte> LastRead => _piece.AsSpan(0, _lastLength);

    /// <summary>Reads the file's next piece and finds what the target has of it; returns its length, 0 at the end.</summary>
    public int ReadFrom(FileHandle file)
    {
        _lastLength = file.Read(_piece);
        if (_lastLength > 0)
        {
            _encoder.Append(LastRead, this);
        }

        return _lastLength;
    }

    /// <summary>Writes what was found.</summary>
    public async ValueTask WriteAsync(CancellationToken cancellation)
    {
        int literal = 0;
        foreach (Operation operation in _operations)
        {
            ContentPackWriter pack = await _packs.RoomAsync(cancellation, forLargeContent: true);
            if (operation.Offset >= 0)
            {
                pack.Copy(_index, operation.Offset, operation.Length);
                continue;
            }

            pack.AddData(_index, _literals.WrittenSpan.Slice(literal, (int)operation.Length));
            literal += (int)operation.Length;
        }

        _operations.Clear();
        _literals.ResetWrittenCount();
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
    public void Dispose()
    {
        _encoder.Dispose();
        ArrayPool<byte>.Shared.Return(_piece);
    }

    /// <summary>A copy from the basis, or the next literal bytes when the offset is negative.</summary>
    private readonly record struct Operation(long Offset, long Length);
}
