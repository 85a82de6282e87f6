using Lockstep.Files;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions.Contents;

/// <summary>Reads contents so that a file which changes meanwhile is noticed.</summary>
internal static class ContentReader
{
    private const int BufferLength = 256 << 10;

    /// <summary>Fills a span from a file's start; returns less than its length only at the file's end.</summary>
    public static int ReadFully(FileHandle file, Span<byte> destination)
    {
        int length = 0;
        while (length < destination.Length)
        {
            int read = file.ReadAt(destination[length..], length);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return length;
    }

    /// <summary>Hashes a file's first bytes; the next read goes on behind them.</summary>
    /// <returns>How many were hashed: fewer than asked for when the file ends before.</returns>
    public static long HashStart(FileHandle file, long length, System.IO.Hashing.XxHash128 hash)
    {
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(BufferLength);
        long hashed = 0;
        while (hashed < length && file.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - hashed))) is > 0 and int read)
        {
            hash.Append(buffer.AsSpan(0, read));
            hashed += read;
        }

        System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        return hashed;
    }

    /// <summary>Whether a file was the same before and after it was read.</summary>
    public static bool IsUnchanged(in FileStatus before, in FileStatus after) =>
        before.Size == after.Size && before.ModifiedNs == after.ModifiedNs && before.Stamp == after.Stamp;

    /// <summary>What a file's content is, by its status and hash.</summary>
    public static FinalContent Final(in FileStatus status, ContentHash content)
    {
        Entry entry = status.ToEntry();
        return new FinalContent(entry.Size, entry.Mode, entry.ModifiedNs, content);
    }

    /// <summary>The trouble of a file that does not hold still.</summary>
    public static FileSystemException ChangedWhileRead(RelativePath path) =>
        new(Errno.EBUSY, "read", path.Name, "it changed while it was read; the next push sends it");

    /// <summary>Hashes what stands in the project now; false when it cannot be read or is something else than planned.</summary>
    public static bool TryHash(DirectoryCursor directories, RelativePath path, EntryType type, out FinalContent final)
    {
        final = default;
        try
        {
            DirectoryHandle parent = directories.OpenParent(path);
            if (type == EntryType.Symlink)
            {
                byte[] text = parent.ReadLink(path.Name);
                final = parent.TryStat(path.Name, out FileStatus link)
                    ? new FinalContent(text.Length, Mode: 0, link.ModifiedNs, ContentHash.Of(text))
                    : default;
                return final.Content.IsKnown;
            }

            using FileHandle file = parent.OpenFileForRead(path.Name);
            FileStatus before = file.Status();
            ContentHash hash = Hash(file);
            final = Final(before, hash);
            return IsUnchanged(before, file.Status());
        }
        catch (FileSystemException)
        {
            // Whoever sends the content meets the same trouble and reports it.
            return false;
        }
    }

    private static ContentHash Hash(FileHandle file)
    {
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(BufferLength);
        var hash = new System.IO.Hashing.XxHash128();
        for (int read = file.Read(buffer); read > 0; read = file.Read(buffer))
        {
            hash.Append(buffer.AsSpan(0, read));
        }

        System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        return ContentHash.From(hash);
    }
}
