using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;
using Lockstep.Rsync.Sums;
using Lockstep.Rsync.Tokens;

namespace Lockstep.Rsync.Roles;

/// <summary>Builds the contents that come, beside their places or in them, and puts them there when they have their digest.</summary>
internal sealed class FileWriter(ReceiverState state, TargetTree target, BasisFiles files, Backups backups)
{
    private const int PieceLength = 128 * 1024;

    private readonly TokenReader _tokens = TokenStreams.CreateReader(state.Session);
    private readonly TargetTree? _aside = OpenAside(state.Session.Options.Update.TempDir, target);
    private byte[] _block = [];

    private RsyncSession Session => state.Session;

    private RsyncUpdateOptions Update => Session.Options.Update;

    /// <summary>Takes a content to its end, whatever becomes of it here.</summary>
    public FileOutcome Receive(FileEntry entry, SumHead head, ContentRequest request)
    {
        ContentDraft? draft = null;
        try
        {
            draft = Open(entry, head, request);
        }
        catch (FileSystemException e)
        {
            state.Fail($"rsync: [receiver] mkstemp \"{ByteWord.Of(entry.Name)}\" failed: {ErrorWords.Of(e.Error)}");
        }

        bool isWhole;
        try
        {
            isWhole = Copy(head, ref draft, entry, Appends(head, request));
        }
        catch
        {
            draft?.Dispose();
            throw;
        }

        using (draft)
        {
            return draft is null ? FileOutcome.Missing
                : !isWhole ? FileOutcome.Damaged
                : Place(entry, draft);
        }
    }

    private static TargetTree? OpenAside(string? path, TargetTree target) => path is null || target.Root is null ? null
        : SideTrees.TryOpen(target, path) ?? throw new RsyncException(RsyncExit.FileIo, $"rsync: the directory of --temp-dir does not exist: {path}");

    /// <summary>Whether what is here stays and only the rest comes.</summary>
    private bool Appends(SumHead head, ContentRequest request) => Update.Append > 0 && !request.IsRedo && head.Count > 0;

    private ContentDraft Open(FileEntry entry, SumHead head, ContentRequest request)
    {
        if (Session.Options is { Relative: true } or { ImpliedDirs: false })
        {
            target.MakeParents(entry.Name);
        }

        FileHandle? basis = null;
        if (head.Count > 0)
        {
            try
            {
                basis = files.Open(entry, request.Basis);
            }
            catch (FileSystemException)
            {
                // It was there when its sums were made. What refers to it now will not have its digest, and the file is asked for again.
            }
        }

        if (Update.InPlace && backups.IsOn && !request.IsRedo && target.TryStat(entry.Name, out EntryStatus existing))
        {
            backups.Copy(entry.Name, existing);
        }

        var handle = new BasisHandle(basis, request.Basis.Kind == ItemRequest.OwnFile, Appends(head, request) ? head.Length : 0);
        Action<DirectoryHandle, byte[]>? keepPart = files.Partial.IsOn ? (parent, name) => files.Partial.Put(entry, parent, name) : null;
        return ContentDraft.Start(target.ParentOf(entry.Name), target.LeafOf(entry.Name).ToArray(), handle, Session.Options, _aside?.Root?.Root, keepPart);
    }

    /// <summary>Writes what comes; true when it has its digest.</summary>
    private bool Copy(SumHead head, ref ContentDraft? draft, FileEntry entry, bool appends)
    {
        WholeSum sum = Session.Transfer.StartFile();
        long literal = 0, matched = 0;
        if (appends && Update.Append > 1)
        {
            SumKept(head.Length, draft, sum);
        }

        while (true)
        {
            TokenKind kind = _tokens.Next(appends ? 0 : head.Count, out ReadOnlySpan<byte> bytes, out int block);
            if (kind == TokenKind.End)
            {
                break;
            }

            if (kind == TokenKind.Block)
            {
                CopyBlock(head, block, sum, ref draft, entry);
                matched += head.LengthOf(block);
                continue;
            }

            literal += bytes.Length;
            sum.Append(bytes);
            Write(ref draft, bytes, basisOffset: null, entry);
        }

        state.Totals.Literal += literal;
        state.Totals.Matched += matched;
        byte[] digest = Session.Reader.ReadBytes(Session.Transfer.DigestLength);
        return sum.Finish().AsSpan().SequenceEqual(digest);
    }

    private void SumKept(long length, ContentDraft? draft, WholeSum sum)
    {
        for (long at = 0; at < length; at += PieceLength)
        {
            sum.Append(ReadBasis(draft, at, (int)Math.Min(PieceLength, length - at)));
        }
    }

    /// <summary>Copies a block of the basis in pieces: how long a block is, the peer says.</summary>
    private void CopyBlock(SumHead head, int block, WholeSum sum, ref ContentDraft? draft, FileEntry entry)
    {
        int length = head.LengthOf(block);
        for (int at = 0; at < length; at += PieceLength)
        {
            long offset = ((long)block * head.BlockLength) + at;
            ReadOnlySpan<byte> piece = ReadBasis(draft, offset, Math.Min(PieceLength, length - at));
            _tokens.Saw(piece);
            sum.Append(piece);
            Write(ref draft, piece, offset, entry);
        }
    }

    private void Write(ref ContentDraft? draft, ReadOnlySpan<byte> bytes, long? basisOffset, FileEntry entry)
    {
        try
        {
            draft?.Write(bytes, basisOffset);
        }
        catch (FileSystemException e)
        {
            state.Fail($"rsync: [receiver] write failed on \"{ByteWord.Of(entry.Name)}\": {ErrorWords.Of(e.Error)}");
            draft?.Discard();
            draft?.Dispose();
            draft = null;
        }
    }

    private ReadOnlySpan<byte> ReadBasis(ContentDraft? draft, long offset, int length)
    {
        if (_block.Length < length)
        {
            _block = new byte[length];
        }

        Span<byte> bytes = _block.AsSpan(0, length);
        int filled = draft?.ReadBasis(bytes, offset) ?? 0;
        bytes[filled..].Clear();
        return bytes;
    }

    private FileOutcome Place(FileEntry entry, ContentDraft draft)
    {
        try
        {
            bool exists = target.TryStat(entry.Name, out EntryStatus existing);
            draft.Complete(entry, state.Attributes, exists ? existing : null);
            state.Totals.Transferred++;
            state.Totals.TransferredSize += entry.Size;
            if (Update.DelayUpdates)
            {
                draft.PutAside(files.Partial, entry);
                return FileOutcome.Delayed;
            }

            if (exists && backups.IsOn && !Update.InPlace)
            {
                backups.Keep(entry.Name, existing);
            }

            draft.Place();
            if (files.Partial.IsOn)
            {
                files.Partial.Remove(entry);
            }

            return FileOutcome.Placed;
        }
        catch (FileSystemException e)
        {
            draft.Discard();
            string why = e.Error == Errno.None ? e.Cause : ErrorWords.Of(e.Error);
            state.Fail($"rsync: [receiver] rename \"{ByteWord.Of(entry.Name)}\" failed: {why}");
            return FileOutcome.Missing;
        }
    }
}
