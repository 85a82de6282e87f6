using Lockstep.Native.Disk;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Sums;
using Lockstep.Rsync.Tokens;

namespace Lockstep.Rsync.Roles;

/// <summary>The end that owns the source: sends lists, then answers each request in its order until the generator is done.</summary>
internal sealed class Sender(RsyncSession session, SourceRoots roots, SourceLister lister, SourceProblems problems, IItemLog log, SessionTotals totals)
{
    private const int BufferLength = 256 * 1024;

    private readonly FileTable _table = new(session.Dialect);
    private readonly IndexCodec _sent = new();
    private readonly IndexCodec _received = new();
    private readonly TokenWriter _tokens = TokenStreams.CreateWriter(session);
    private readonly HashSet<int> _asked = [];
    private byte[] _buffer = new byte[BufferLength];
    private int _toldErrors;

    /// <summary>Takes the peer's control frames.</summary>
    public required PeerMessages Messages { get; init; }

    private RsyncReader Reader => session.Reader;

    private RsyncWriter Writer => session.Writer;

    private Dialect Dialect => session.Dialect;

    /// <summary>Sends the sources and serves the generator to the end.</summary>
    /// <param name="arguments">The sources.</param>
    public void Run(IEnumerable<SourceArgument> arguments)
    {
        if (session.Options.RemoveSourceFiles)
        {
            var removal = new SourceRemoval(roots, session, problems);
            Messages.OnSuccess = index => removal.Remove(_table.Find(index).Entry);
        }

        var lists = new ListSender(session, lister, problems, _table, _sent, totals);
        lists.SendFirst(arguments);
        if (session.IsServer && totals.Entries == 0)
        {
            // A client that gets nothing asks for nothing.
            TakeProblems();
            Writer.Flush();
            return;
        }

        int phase = 0;
        int phases = Dialect.HasItems ? 3 : 2;
        while (phase < phases)
        {
            lists.SendAhead();
            int index = _received.Read(Reader);
            if (index != IndexCodec.Done)
            {
                Answer(index, mayTransfer: phase < 2);
            }
            else if (Dialect.IsIncremental && _table.Count > 1)
            {
                _table.ReleaseOldest();
                _sent.Write(Writer, IndexCodec.Done);
            }
            else
            {
                phase++;
                TellErrors(phase);
                _sent.Write(Writer, IndexCodec.Done);
            }
        }

        if (session.IsServer)
        {
            SendStatistics();
        }

        SayGoodbye();
        TakeProblems();
    }

    private void Answer(int index, bool mayTransfer)
    {
        (FileEntry entry, _) = _table.Find(index);
        ItemRequest request = ItemRequest.Read(Reader, index);
        if (!request.IsTransfer || session.Options.DryRun)
        {
            request.Write(Writer, _sent);
            log.Item(entry, request.Flags, request.ExtraName);
            return;
        }

        if (!mayTransfer || !entry.IsRegular)
        {
            throw new ProtocolException($"the content of index {index} is asked for, which has none or comes too late");
        }

        SumHead head = SumHead.Read(Reader, session.Transfer.StrongLength);
        bool appends = session.Options.Update.Append > 0 && _asked.Add(index) && head.Count > 0;
        BlockSums? sums = head.Count > 0 && !appends ? BlockSums.Read(Reader, head, session.Transfer) : null;
        FileHandle file;
        try
        {
            file = roots.OpenFile(entry);
        }
        catch (FileSystemException e)
        {
            Refuse(entry, index, e);
            return;
        }

        using (file)
        {
            log.Item(entry, request.Flags, request.ExtraName);
            request.Write(Writer, _sent);
            head.Write(Writer);
            Send(file, entry, request, sums, appends ? head.Length : 0);
        }
    }

    /// <summary>Sends a content.</summary>
    /// <param name="file">The file.</param>
    /// <param name="entry">Its entry.</param>
    /// <param name="request">How it was asked for.</param>
    /// <param name="sums">The basis; null for none.</param>
    /// <param name="position">Bytes at the start that the receiver has.</param>
    private void Send(FileHandle file, FileEntry entry, ItemRequest request, BlockSums? sums, long position)
    {
        int wanted = (int)Math.Min(BufferLength, entry.Size + 1) + (2 * (sums?.Head.BlockLength ?? 0));
        if (_buffer.Length < wanted)
        {
            _buffer = new byte[wanted];
        }

        WholeSum sum = session.Transfer.StartFile();
        var delta = new DeltaWriter(sums, _tokens, sum, ChangesBasis(request.Basis), _buffer);
        FileSystemException? failure = null;
        if (position > 0 && session.Options.Update.Append > 1)
        {
            SumKept(file, position, sum);
        }

        delta.Send(to =>
        {
            try
            {
                int length = file.ReadAt(to, position);
                log.Moved(entry, request.Index, position += length, isWhole: false);
                return length;
            }
            catch (FileSystemException e)
            {
                failure = e;
                return 0;
            }
        });
        byte[] digest = sum.Finish();
        if (failure is not null)
        {
            Fail(entry, "read errors mapping", failure);
            Spoil(digest);
        }

        Writer.Write(digest);
        totals.Transferred++;
        totals.TransferredSize += entry.Size;
        totals.Literal += delta.Literal;
        totals.Matched += delta.Matched;
        log.Moved(entry, request.Index, position, isWhole: true);
    }

    /// <summary>Whether the receiver overwrites the basis as it goes.</summary>
    private bool ChangesBasis(byte basis) => basis == ItemRequest.PartialFile
        ? Dialect.Has(CompatFlags.InPlacePartial)
        : session.Options.Update.InPlace && basis == ItemRequest.OwnFile;

    private void SumKept(FileHandle file, long length, WholeSum sum)
    {
        for (long at = 0; at < length;)
        {
            int read = file.ReadAt(_buffer.AsSpan(0, (int)Math.Min(_buffer.Length, length - at)), at);
            sum.Append(_buffer.AsSpan(0, read));
            at += read > 0 ? read : length;
        }
    }

    /// <summary>The receiver must not take what was sent for the file.</summary>
    private static void Spoil(byte[] digest)
    {
        bool isZero = !digest.AsSpan().ContainsAnyExcept((byte)0);
        digest.AsSpan().Clear();
        digest[^1] = isZero ? (byte)1 : (byte)0;
    }

    private void Refuse(FileEntry entry, int index, FileSystemException e)
    {
        if (e.Error == Native.Errno.ENOENT)
        {
            problems.Errors |= SourceProblems.Vanished;
            session.Console.Write(RsyncChannel.Warning, $"file has vanished: \"{ByteWord.Of(roots.FullName(entry.Root, entry.Name))}\"");
        }
        else
        {
            Fail(entry, "send_files failed to open", e);
        }

        if (Dialect.HasErrorFrames)
        {
            Writer.WriteMessage(MessageTag.NoSend, index);
        }
    }

    private void Fail(FileEntry entry, string operation, FileSystemException e)
    {
        string why = e.Error == Native.Errno.None ? e.Cause : ErrorWords.Of(e.Error);
        problems.Fail($"rsync: [sender] {operation} \"{ByteWord.Of(roots.FullName(entry.Root, entry.Name))}\": {why}");
    }

    private void TellErrors(int phase)
    {
        if (phase > 1 && problems.Errors != _toldErrors && Dialect.HasErrorFrames)
        {
            _toldErrors = problems.Errors;
            Writer.WriteMessage(MessageTag.IoError, problems.Errors);
        }
    }

    private void SendStatistics()
    {
        Writer.WriteSize(Reader.BytesRead);
        Writer.WriteSize(Writer.BytesWritten);
        Writer.WriteSize(totals.TotalSize);
        if (Dialect.HasListTimes)
        {
            Writer.WriteSize(1);
            Writer.WriteSize(0);
        }
    }

    private void SayGoodbye()
    {
        int index = _received.Read(Reader);
        if (Dialect.HasDeletionStep)
        {
            if (index == IndexCodec.DeletionCounts)
            {
                totals.Deleted = DeletionCounts.Read(Reader);
                RelayDeletions();
                index = _received.Read(Reader);
            }

            Expect(index);
            _sent.Write(Writer, IndexCodec.Done);
            Writer.Flush();
            index = _received.Read(Reader);
        }

        Expect(index);
        Writer.Flush();
    }

    private void RelayDeletions()
    {
        if (session.IsServer)
        {
            _sent.Write(Writer, IndexCodec.DeletionCounts);
            totals.Deleted.Write(Writer);
        }
    }

    private void TakeProblems()
    {
        totals.IoErrors |= problems.Errors;
        totals.HasFailures |= problems.HasFailures;
    }

    private static void Expect(int index)
    {
        if (index != IndexCodec.Done)
        {
            throw new ProtocolException($"index {index} where the goodbye was to come");
        }
    }
}
