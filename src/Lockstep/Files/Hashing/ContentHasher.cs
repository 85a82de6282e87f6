using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Hashing;

/// <summary>
/// Hashes contents through one pooled buffer. A file that changes while it is read gives a hash of something that never was: it is read
/// again a few times, then given up. For one thread.
/// </summary>
public sealed class ContentHasher : IDisposable
{
    private const int BufferLength = 256 * 1024;
    private const int Attempts = 4;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
    private readonly XxHash128 _hash = new();
    private readonly Action<string>? _afterReading;

    /// <summary>Creates a hasher.</summary>
    public ContentHasher()
        : this(afterReading: null)
    {
    }

    /// <param name="afterReading">A moment at which a test changes the file, given its name.</param>
    internal ContentHasher(Action<string>? afterReading) => _afterReading = afterReading;

    /// <summary>Hashes a regular file's bytes or a symbolic link's text.</summary>
    /// <param name="directory">The directory it stands in.</param>
    /// <param name="name">Its name.</param>
    /// <param name="status">What stands there; its type is <see cref="EntryType.None"/> when nothing does.</param>
    /// <param name="hash">The hash when the result is true.</param>
    /// <param name="cause">Why not, when the result is false; for a <see cref="Plan.Problem"/>.</param>
    public bool TryHash(
        DirectoryHandle directory,
        ReadOnlySpan<byte> name,
        out FileStatus status,
        out ContentHash hash,
        [NotNullWhen(false)] out string? cause)
    {
        (status, hash) = (default, default);
        try
        {
            cause = directory.TryStat(name, out status) ? null : Errno.ENOENT.ToWords();
            if (cause is null)
            {
                cause = status.Type == EntryType.Symlink
                    ? HashLink(directory, name, out hash)
                    : HashFile(directory, name, out status, out hash);
            }
        }
        catch (FileSystemException failure)
        {
            cause = failure.Cause;
        }

        return cause is null;
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private string? HashLink(DirectoryHandle directory, ReadOnlySpan<byte> name, out ContentHash hash)
    {
        hash = ContentHash.Of(_buffer.AsSpan(0, directory.ReadLink(name, _buffer)));
        return null;
    }

    private string? HashFile(DirectoryHandle directory, ReadOnlySpan<byte> name, out FileStatus status, out ContentHash hash)
    {
        using FileHandle file = directory.OpenFileForRead(name, out status);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            FileStatus before = status;
            hash = HashContent(file, before.Size);
            _afterReading?.Invoke(DisplayText.Of(name));
            status = file.Status();
            if ((status.Size, status.ModifiedNs, status.ChangedNs) == (before.Size, before.ModifiedNs, before.ChangedNs))
            {
                return null;
            }
        }

        hash = default;
        return "keeps changing while it is read; push again when it is at rest";
    }

    private ContentHash HashContent(FileHandle file, long size)
    {
        long offset = 0;
        while (offset < size && file.ReadAt(_buffer, offset) is > 0 and int read)
        {
            _hash.Append(_buffer.AsSpan(0, read));
            offset += read;
        }

        var result = ContentHash.From(_hash);
        _hash.Reset();
        return result;
    }
}
