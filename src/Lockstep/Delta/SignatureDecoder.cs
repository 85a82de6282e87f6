using System.Buffers.Binary;

namespace Lockstep.Delta;

/// <summary>
/// Reads a <see cref="Signature"/> (see <see cref="SignatureFormat"/>) from a peer that is not trusted, in slices of any size.
/// The bounds are checked on the header, before the sums get their memory.
/// </summary>
public sealed class SignatureDecoder
{
    // The header and a block happen to be equally long, so one small buffer holds whichever was cut by the end of a slice.
    private readonly byte[] _cut = new byte[SignatureFormat.BlockSize];
    private int _cutLength;
    private int _blockLength;
    private long _fileLength;
    private uint[]? _weakSums;
    private ulong[] _strongSums = [];
    private int _count;

    /// <summary>Whether the last block has arrived.</summary>
    public bool IsComplete => _weakSums is not null && _count == _weakSums.Length;

    /// <summary>Takes the next bytes of the encoded signature.</summary>
    /// <exception cref="ProtocolException">A length is out of bounds, or bytes follow the last block.</exception>
    public void Append(ReadOnlySpan<byte> encoded)
    {
        while (!encoded.IsEmpty)
        {
            if (IsComplete)
            {
                throw new ProtocolException($"signature: {encoded.Length} bytes follow the last of {_count} blocks");
            }

            if (_cutLength == 0 && encoded.Length >= SignatureFormat.BlockSize)
            {
                ReadItem(encoded);
                encoded = encoded[SignatureFormat.BlockSize..];
                continue;
            }

            encoded = encoded[FillCut(encoded)..];
        }
    }

    /// <summary>The signature, once it is complete.</summary>
    /// <exception cref="ProtocolException">Bytes are missing.</exception>
    public Signature Build()
    {
        if (!IsComplete)
        {
            var expected = _weakSums?.Length.ToString() ?? "an unknown number of";
            throw new ProtocolException($"signature: ends after {_count} of {expected} blocks");
        }

        return new Signature(_blockLength, _fileLength, _weakSums!, _strongSums);
    }

    private int FillCut(ReadOnlySpan<byte> encoded)
    {
        var taken = Math.Min(encoded.Length, _cut.Length - _cutLength);
        encoded[..taken].CopyTo(_cut.AsSpan(_cutLength));
        _cutLength += taken;
        if (_cutLength == _cut.Length)
        {
            ReadItem(_cut);
            _cutLength = 0;
        }

        return taken;
    }

    private void ReadItem(ReadOnlySpan<byte> item)
    {
        if (_weakSums is null)
        {
            ReadHeader(item);
            return;
        }

        _weakSums[_count] = BinaryPrimitives.ReadUInt32LittleEndian(item);
        _strongSums[_count] = BinaryPrimitives.ReadUInt64LittleEndian(item[sizeof(uint)..]);
        _count++;
    }

    private void ReadHeader(ReadOnlySpan<byte> header)
    {
        var blockLength = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (blockLength is 0 or > BlockLength.Maximum)
        {
            throw new ProtocolException($"signature: block length {blockLength}, allowed are 1 to {BlockLength.Maximum}");
        }

        var fileLength = BinaryPrimitives.ReadUInt64LittleEndian(header[sizeof(uint)..]);
        var maximum = (ulong)BlockLength.MaximumCount * blockLength;
        if (fileLength > maximum)
        {
            throw new ProtocolException($"signature: file length {fileLength}, at most {maximum} with blocks of {blockLength}");
        }

        _blockLength = (int)blockLength;
        _fileLength = (long)fileLength;
        var count = BlockLength.Count(_fileLength, _blockLength);
        _weakSums = new uint[count];
        _strongSums = new ulong[count];
    }
}
