using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;
using Lockstep.Rsync.Sums;

namespace Lockstep.Rsync.Roles;

/// <summary>Looks at one entry of a list: does what can be done here, and asks for contents that differ.</summary>
internal sealed class EntryUpdate(ReceiverState state, IndexCodec indices, TargetTree target, NodeMaker nodes, DirectoryFinish directories)
{
    private const int ReadLength = 256 * 1024;

    private byte[] _buffer = [];

    private RsyncSession Session => state.Session;

    private RsyncOptions Options => Session.Options;

    /// <summary>Looks at an entry; true when its content is asked for.</summary>
    public bool LookAt(int index, FileEntry entry)
    {
        try
        {
            EntryStatus? existing = target.TryStat(entry.Name, out EntryStatus status) ? status : null;
            if (entry.IsMissing)
            {
                deleter.DeleteMissing(entry.Name, existing);
                return false;
            }

            if (existing is null ? Options.Update.Existing : Options.Update.IgnoreExisting && !entry.IsDirectory)
            {
                return false;
            }

            if (entry.IsRegular)
            {
                return LookAtFile(index, entry, existing);
            }

            if (IsPreserved(entry))
            {
                LookAtNode(index, entry, existing);
            }
        }
        catch (FileSystemException e)
        {
            string why = e.Error == Errno.None ? e.Cause : ErrorWords.Of(e.Error);
            string operation = entry.IsDirectory ? "recv_generator: mkdir" : "recv_generator";
            state.Fail($"rsync: [generator] {operation} \"{ByteWord.Of(entry.Name)}\" failed: {why}");
        }

        return false;
    }

    /// <summary>Asks once more for a content that came damaged, with whole sums.</summary>
    public void RequestAgain(int index)
    {
        (FileEntry entry, _) = state.Table.Find(index);
        EntryStatus? existing = target.TryStat(entry.Name, out EntryStatus status) ? status : null;
        ItemFlags flags = ItemFlags.Transfer | (existing is null ? ItemFlags.IsNew : ItemFlags.None);
        Request(new ItemRequest(index, flags), entry, existing, isRedo: true);
    }

    private bool IsPreserved(FileEntry entry)
    {
        RsyncPreserveOptions preserve = Options.Preserve;
        if (entry.IsSymlink && preserve.Links && preserve.SafeLinks && LinkSafety.IsUnsafe(entry.LinkText, entry.Name))
        {
            Say(InfoTopic.SymSafe, $"ignoring unsafe symlink \"{ByteWord.Of(entry.Name)}\" -> \"{ByteWord.Of(entry.LinkText)}\"");
            return false;
        }

        bool isPreserved = entry.IsDirectory || (entry.IsSymlink && preserve.Links) || (entry.IsDevice && preserve.Devices)
            || (entry.IsSpecial && preserve.Specials);
        if (!isPreserved)
        {
            Say(InfoTopic.NonReg, $"skipping non-regular file \"{ByteWord.Of(entry.Name)}\"");
        }

        return isPreserved;
    }

    private void Say(InfoTopic topic, string text)
    {
        if (Options.Output.Info[topic] > 0)
        {
            Session.Console.Write(RsyncChannel.Info, text);
        }
    }

    private void LookAtNode(int index, FileEntry entry, EntryStatus? existing)
    {
        ItemFlags flags = nodes.Update(entry, existing);
        flags |= entry.IsRoot && target.IsMade ? ItemFlags.IsNew | ItemFlags.LocalChange : 0;
        if (entry.IsDirectory)
        {
            directories.Add(entry, isNew: flags.HasFlag(ItemFlags.IsNew));
        }

        state.Totals.Created += flags.HasFlag(ItemFlags.IsNew) ? 1 : 0;
        Tell(new ItemRequest(index, flags));
    }

    private bool LookAtFile(int index, FileEntry entry, EntryStatus? existing)
    {
        RsyncUpdateOptions how = Options.Update;
        if (entry.Size > Options.MaxSize || entry.Size < Options.MinSize)
        {
            return false;
        }

        if (existing is { } other && (other.Mode & EntryMode.TypeMask) != EntryMode.Regular)
        {
            nodes.Remove(entry, other);
            existing = null;
        }

        if (existing is not { } status)
        {
            ItemFlags news = ItemFlags.IsNew | ItemFlags.Transfer | (how.Checksum ? ItemFlags.Change : 0);
            state.Totals.Created++;
            Request(new ItemRequest(index, news), entry, existing: null, isRedo: false);
            return true;
        }

        if (how.UpdateOnly && status.Modified > entry.Modified + Math.Max(0, how.ModifyWindow))
        {
            return false;
        }

        ItemFlags flags = state.Attributes.Difference(entry, status);
        if (IsUpToDate(entry, status))
        {
            nodes.ApplyAttributes(entry, status);
            Tell(new ItemRequest(index, flags));
            return false;
        }

        flags |= status.Size != entry.Size ? ItemFlags.Size : 0;
        flags |= how.Checksum ? ItemFlags.Change : 0;
        flags |= Options.Preserve.Times ? 0 : ItemFlags.Time;
        Request(new ItemRequest(index, flags | ItemFlags.Transfer), entry, status, isRedo: false);
        return true;
    }

    private bool IsUpToDate(FileEntry entry, in EntryStatus status)
    {
        RsyncUpdateOptions how = Options.Update;
        if (status.Size != entry.Size)
        {
            return false;
        }

        if (how.Checksum)
        {
            return entry.Digest is not null && DigestOf(entry) is { } digest && digest.AsSpan().SequenceEqual(entry.Digest);
        }

        return how.SizeOnly || (!how.IgnoreTimes && state.Attributes.IsSameTime(entry, status));
    }

    private byte[]? DigestOf(FileEntry entry)
    {
        using FileHandle file = target.ParentOf(entry.Name).OpenFileForRead(target.LeafOf(entry.Name));
        return FileDigest.Of(file, Session.Listed, ref _buffer);
    }

    private void Tell(in ItemRequest item)
    {
        if (((item.Flags & ItemFlags.Significant) != 0 || Options.Output.SaysUnchanged) && Session.Dialect.HasItems)
        {
            item.Write(Session.Writer, indices);
        }
    }

    private void Request(in ItemRequest item, FileEntry entry, EntryStatus? existing, bool isRedo)
    {
        state.Requested[item.Index] = isRedo;
        item.Write(Session.Writer, indices);
        if (Options.DryRun)
        {
            return;
        }

        bool isWhole = Options.Update.WholeFile ?? false;
        if (existing is not { Size: > 0 } status || isWhole || Session.Transfer.Kind == ChecksumKind.None)
        {
            default(SumHead).Write(Session.Writer);
            return;
        }

        SumHead head = BlockLayout.Of(status.Size, Session.Transfer, Session.Dialect.MaxBlockLength, Options.Update.BlockSize, isRedo);
        SendSums(entry, head);
    }

    private void SendSums(FileEntry entry, SumHead head)
    {
        FileHandle file;
        try
        {
            file = target.ParentOf(entry.Name).OpenFileForRead(target.LeafOf(entry.Name));
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
