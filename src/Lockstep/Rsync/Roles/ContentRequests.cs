using Lockstep.Native.Disk;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;
using Lockstep.Rsync.Sums;

namespace Lockstep.Rsync.Roles;

/// <summary>Asks for contents: an item, and the sums of the basis that is here.</summary>
internal sealed class ContentRequests(ReceiverState state, IndexCodec indices, BasisFiles files)
{
    private const int ReadLength = 256 * 1024;

    private byte[] _buffer = [];

    private RsyncSession Session => state.Session;

    private RsyncUpdateOptions Update => Session.Options.Update;

    /// <summary>Tells the sender what became of an entry without its content.</summary>
    public void Tell(in ItemRequest item)
    {
        bool isTold = (item.Flags & ItemFlags.Significant) != 0 || item.ExtraName is { Length: > 0 } || Session.Options.Output.SaysUnchanged;
        if (isTold && Session.Dialect.HasItems)
        {
            item.Write(Session.Writer, indices);
        }
    }

    /// <summary>Asks for a content.</summary>
    /// <param name="index">The entry's index.</param>
    /// <param name="flags">What differs.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="basis">What it is built from.</param>
    /// <param name="length">Bytes of the basis; 0 without one.</param>
    /// <param name="isRedo">Whether it is asked for once more.</param>
    public void Ask(int index, ItemFlags flags, FileEntry entry, Basis basis, long length, bool isRedo)
    {
        flags |= ItemFlags.Transfer | (basis.Kind != ItemRequest.OwnFile ? ItemFlags.BasisType : 0) | (basis.Name is not null ? ItemFlags.ExtraName : 0);
        state.Requested[index] = new ContentRequest(isRedo, basis);
        new ItemRequest(index, flags, basis.Kind, basis.Name).Write(Session.Writer, indices);
        if (Session.Options.DryRun)
        {
            return;
        }

        bool isWhole = Update.WholeFile ?? false;
        if (length == 0 || isWhole || Session.Transfer.Kind == ChecksumKind.None)
        {
            default(SumHead).Write(Session.Writer);
            return;
        }

        SumHead head = BlockLayout.Of(length, Session.Transfer, Session.Dialect.MaxBlockLength, Update.BlockSize, isRedo);
        if (Update.Append > 0 && !isRedo)
        {
            head.Write(Session.Writer);
            return;
        }

        SendSums(entry, basis, head);
    }

    /// <summary>The digest of the file that stands at an entry's place.</summary>
    public byte[] DigestOf(FileEntry entry, Basis basis)
    {
        using FileHandle file = files.Open(entry, basis);
        return FileDigest.Of(file, Session.Listed, ref _buffer);
    }

    private void SendSums(FileEntry entry, Basis basis, SumHead head)
    {
        FileHandle file;
        try
        {
            file = files.Open(entry, basis);
        }
        catch (FileSystemException)
        {
            // What cannot be read is no basis.
            default(SumHead).Write(Session.Writer);
            return;
        }

        using (file)
        {
            head.Write(Session.Writer);
            SendSums(file, head);
        }
    }

    private void SendSums(FileHandle file, SumHead head)
    {
        int perRead = Math.Max(1, ReadLength / head.BlockLength) * head.BlockLength;
        if (_buffer.Length < perRead)
        {
            _buffer = new byte[perRead];
        }

        Span<byte> digest = stackalloc byte[Checksum.MaxDigestLength];
        int filled = 0, at = 0;
        for (int block = 0; block < head.Count; block++)
        {
            int length = head.LengthOf(block);
            if (filled - at < length)
            {
                filled = ReadFully(file, _buffer.AsSpan(0, perRead), (long)block * head.BlockLength);
                at = 0;
                // A file that has become shorter: sums of zeros fit nothing that matters.
                _buffer.AsSpan(filled, Math.Max(0, length - filled)).Clear();
                filled = Math.Max(filled, length);
            }

            ReadOnlySpan<byte> content = _buffer.AsSpan(at, length);
            Session.Writer.WriteInt32((int)RollingChecksum.Of(content).Value);
            Session.Transfer.SumOfBlock(content, digest);
            Session.Writer.Write(digest[..head.StrongLength]);
            at += length;
        }
    }

    private static int ReadFully(FileHandle file, Span<byte> to, long offset)
    {
        int filled = 0;
        while (filled < to.Length && file.ReadAt(to[filled..], offset + filled) is > 0 and int read)
        {
            filled += read;
        }

        return filled;
    }
}
