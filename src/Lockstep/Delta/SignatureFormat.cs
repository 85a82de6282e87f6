using System.Buffers;
using System.Buffers.Binary;

namespace Lockstep.Delta;

/// <summary>
/// A <see cref="Signature"/> as bytes, little-endian. The number of blocks is not sent: it follows from the lengths.
/// <code>
/// header  | block length u32 | file length u64 |
/// block   | weak sum u32     | strong sum u64  |   once per block
/// </code>
/// A 900 MB file takes about 380 kB. Large signatures may be sent in pieces: <see cref="EncodeHeader"/>, then
/// <see cref="EncodeBlocks"/> for as many blocks at a time as a frame holds; <see cref="SignatureDecoder"/> takes slices of any size.
/// </summary>
public static class SignatureFormat
{
    /// <summary>Bytes of the header.</summary>
    public const int HeaderSize = sizeof(uint) + sizeof(ulong);

    /// <summary>Bytes per block.</summary>
    public const int BlockSize = sizeof(uint) + sizeof(ulong);

    /// <summary>The longest encoded signature, in bytes.</summary>
    public const int MaximumSize = HeaderSize + (BlockLength.MaximumCount * BlockSize);

    private const int BlocksPerPiece = 1024;

    /// <summary>How many bytes <see cref="Encode"/> writes.</summary>
    public static int SizeOf(Signature signature) => HeaderSize + (signature.BlockCount * BlockSize);

    /// <summary>Writes the whole signature, asking the writer for a few kilobytes at a time.</summary>
    public static void Encode(Signature signature, IBufferWriter<byte> writer)
    {
        EncodeHeader(signature, writer);
        for (var first = 0; first < signature.BlockCount; first += BlocksPerPiece)
        {
            EncodeBlocks(signature, first, Math.Min(BlocksPerPiece, signature.BlockCount - first), writer);
        }
    }

    /// <summary>Writes the header: <see cref="HeaderSize"/> bytes.</summary>
    public static void EncodeHeader(Signature signature, IBufferWriter<byte> writer)
    {
        var header = writer.GetSpan(HeaderSize);
        BinaryPrimitives.WriteInt32LittleEndian(header, signature.BlockLength);
        BinaryPrimitives.WriteInt64LittleEndian(header[sizeof(uint)..], signature.FileLength);
        writer.Advance(HeaderSize);
    }

    /// <summary>Writes <paramref name="count"/> blocks from <paramref name="first"/> on: <see cref="BlockSize"/> bytes each.</summary>
    public static void EncodeBlocks(Signature signature, int first, int count, IBufferWriter<byte> writer)
    {
        var weakSums = signature.WeakSums.Slice(first, count);
        var strongSums = signature.StrongSums.Slice(first, count);
        var target = writer.GetSpan(count * BlockSize);
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(target, weakSums[i]);
            BinaryPrimitives.WriteUInt64LittleEndian(target[sizeof(uint)..], strongSums[i]);
            target = target[BlockSize..];
        }

        writer.Advance(count * BlockSize);
    }

    /// <summary>Reads one whole signature.</summary>
    /// <exception cref="ProtocolException">The bytes are not exactly one signature within its bounds.</exception>
    public static Signature Decode(ReadOnlySpan<byte> encoded)
    {
        var decoder = new SignatureDecoder();
        decoder.Append(encoded);
        return decoder.Build();
    }
}
