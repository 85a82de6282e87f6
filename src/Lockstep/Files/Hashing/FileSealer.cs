using System.Buffers;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Hashing;

/// <summary>Seals files and symbolic links through one pooled buffer. For one thread.</summary>
internal sealed class FileSealer(SealKey key) : IDisposable
{
    private const int BufferLength = 256 * 1024;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
    private readonly ContentSealer _sealer = new(key);

    /// <summary>Seals what stands in a directory; no seal when it is no file or link, cannot be read, or changes meanwhile.</summary>
    public SealedContent Seal(DirectoryHandle directory, ReadOnlySpan<byte> name)
    {
        try
        {
            if (directory.TryStat(name, out FileStatus link) && link.Type == EntryType.Symlink)
            {
                return new SealedContent(Seal(_buffer.AsSpan(0, directory.ReadLink(name, _buffer))), link.Stamp);
            }

            using FileHandle file = directory.OpenFileForRead(name, out FileStatus before);
            ContentSeal seal = Seal(file, before.Size);
            return file.Status() == before ? new SealedContent(seal, before.Stamp) : default;
        }
        catch (FileSystemException)
        {
            return default;
        }
    }

    /// <summary>Seals a file from its start to a length.</summary>
    public ContentSeal Seal(FileHandle file, long length)
    {
        long offset = 0;
        while (offset < length && file.ReadAt(_buffer.AsSpan(0, (int)Math.Min(BufferLength, length - offset)), offset) is > 0 and int read)
        {
            _sealer.Append(_buffer.AsSpan(0, read));
            offset += read;
        }

        return _sealer.Finish();
    }

    /// <summary>Seals a text.</summary>
    public ContentSeal Seal(ReadOnlySpan<byte> text)
    {
        _sealer.Append(text);
        return _sealer.Finish();
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
}

/// <summary>A content that was sealed.</summary>
/// <param name="Seal">Its seal; none when it could not be read.</param>
/// <param name="Stamp">The stamp of what was read.</param>
internal readonly record struct SealedContent(ContentSeal Seal, FileStamp Stamp);
