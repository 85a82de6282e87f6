using Lockstep.Rsync.Coding;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Roles;
using Lockstep.Rsync.Sums;
using Lockstep.Rsync.Tokens;

namespace Lockstep.Tests.Rsync;

/// <summary>Reads a recorded stream with the product's decoders and writes what it read with its encoders.</summary>
internal sealed class CaptureReplay : IDisposable
{
    private readonly RsyncSession _session;
    private readonly bool _isPull;
    private readonly RsyncReader _reader;
    private readonly RsyncWriter _writer;
    private readonly MemoryStream _written = new();
    private readonly IndexCodec _read = new();
    private readonly IndexCodec _write = new();

    public CaptureReplay(RsyncSession session, bool isPull, byte[] stream)
    {
        _isPull = isPull;
        _reader = new RsyncReader(new MemoryStream(stream)) { Dialect = session.Dialect };
        _writer = new RsyncWriter(_written) { Dialect = session.Dialect };
        _session = session with { Reader = _reader, Writer = _writer };
    }

    public byte[] Written
    {
        get
        {
            _writer.Flush();
            return _written.ToArray();
        }
    }

    /// <summary>Names of all entries in the order of their indices.</summary>
    public List<string> Names { get; } = [];

    /// <summary>Files whose literal contents have the digest that follows them.</summary>
    public int Verified { get; private set; }

    private Dialect Dialect => _session.Dialect;

    private bool _verifies = true;

    public void Dispose() => _written.Dispose();

    /// <summary>Copies a stream of which nothing else is known.</summary>
    public void Copy(bool ofSender, bool verifies)
    {
        _verifies = verifies;
        if (ofSender)
        {
            CopySender();
        }
        else
        {
            CopyGenerator();
        }
    }

    public void CopyRules() => RuleList.Write(_writer, RuleList.Read(_reader));

    public void CopyGenerator()
    {
        while (TryRead(out int index))
        {
            _write.Write(_writer, index);
            if (index == IndexCodec.DeletionCounts)
            {
                DeletionCounts.Read(_reader).Write(_writer);
            }
            else if (index >= 0)
            {
                CopyRequest(ItemRequest.Read(_reader, index));
            }
        }
    }

    public void CopySender()
    {
        var table = new FileTable(Dialect);
        ListReader lists = _session.StartReadingLists();
        ListWriter writer = _session.StartWritingLists();
        CopyList(table, lists, writer, directory: null);
        TokenReader tokens = TokenStreams.CreateReader(_session);
        TokenWriter written = TokenStreams.CreateWriter(_session);
        int phases = Dialect.HasItems ? 3 : 2;
        for (int phase = 0; phase < phases;)
        {
            int index = _read.Read(_reader);
            _write.Write(_writer, index);
            if (index <= IndexCodec.ListOfFirstDirectory)
            {
                CopyList(table, lists, writer, table.DirectoryOf(index));
            }
            else if (index >= 0)
            {
                table.Find(index);
                CopyItem(ItemRequest.Read(_reader, index), tokens, written);
            }
            else if (index == IndexCodec.Done && Dialect.IsIncremental && table.Count > 1)
            {
                table.ReleaseOldest();
            }
            else if (index == IndexCodec.Done)
            {
                phase++;
            }
        }

        CopyEnd();
    }

    private void CopyEnd()
    {
        for (int i = 0; _isPull && i < (Dialect.HasListTimes ? 5 : 3); i++)
        {
            _writer.WriteSize(_reader.ReadSize());
        }

        CopyGenerator();
    }

    private void CopyList(FileTable table, ListReader lists, ListWriter writer, FileEntry? directory)
    {
        int start = table.Next;
        List<FileEntry> entries = lists.ReadList(start);
        writer.Next = start;
        entries.ForEach(entry => writer.Write(entry, start));
        writer.WriteEnd(errors: 0);
        Names.AddRange(table.Add(entries, directory).Entries.Select(entry => System.Text.Encoding.UTF8.GetString(entry.Name)));
        if (!Dialect.IsIncremental)
        {
            lists.ReadIdLists(entries);
            // Of the ids in the recorded sessions only root's has a name, and 0 is not listed.
            for (int i = 0; _session.Shape.IdNames && i < (_session.Shape.Users ? 1 : 0) + (_session.Shape.Groups ? 1 : 0); i++)
            {
                _writer.WriteNumber(0);
                if (Dialect.Has(CompatFlags.NamesOfIdZero))
                {
                    _writer.WriteByte(4);
                    _writer.Write("root"u8);
                }
            }

            if (!Dialect.HasVariableNumbers)
            {
                _writer.WriteInt32(0);
            }
        }
    }

    private void CopyItem(ItemRequest item, TokenReader tokens, TokenWriter written)
    {
        WriteItem(item);
        if (!item.IsTransfer || _session.Options.DryRun)
        {
            return;
        }

        SumHead head = SumHead.Read(_reader, _session.Transfer.StrongLength);
        head.Write(_writer);
        WholeSum sum = _session.Transfer.StartFile();
        bool isLiteral = _session.Options.Update.Append == 0;
        TokenKind kind;
        while ((kind = tokens.Next(head.Count, out ReadOnlySpan<byte> bytes, out int block)) != TokenKind.End)
        {
            isLiteral &= kind == TokenKind.Literal;
            sum.Append(bytes);
            if (kind == TokenKind.Literal)
            {
                written.Literal(bytes);
            }
            else
            {
                // The basis was not recorded; a history of zeros is as long as the real one.
                byte[] basis = new byte[Math.Min(head.LengthOf(block), 1 << 20)];
                tokens.Saw(basis);
                written.Block(block, basis);
            }
        }

        written.End();
        byte[] digest = _reader.ReadBytes(_session.Transfer.DigestLength);
        _writer.Write(digest);
        if (isLiteral && _verifies)
        {
            Assert.Equal(digest, sum.Finish());
            Verified++;
        }
    }

    private void CopyRequest(ItemRequest item)
    {
        WriteItem(item);
        if (!item.IsTransfer || _session.Options.DryRun)
        {
            return;
        }

        SumHead head = SumHead.Read(_reader, _session.Transfer.StrongLength);
        head.Write(_writer);
        // The head of a file that is appended to has no sums behind it.
        for (int block = 0; _session.Options.Update.Append == 0 && block < head.Count; block++)
        {
            _writer.Write(_reader.ReadBytes(sizeof(int) + head.StrongLength));
        }
    }

    /// <summary>The index has been written.</summary>
    private void WriteItem(ItemRequest item)
    {
        var after = new MemoryStream();
        var writer = new RsyncWriter(after) { Dialect = Dialect };
        item.Write(writer, new IndexCodec());
        writer.Flush();
        var index = new MemoryStream();
        var indexWriter = new RsyncWriter(index) { Dialect = Dialect };
        new IndexCodec().Write(indexWriter, item.Index);
        indexWriter.Flush();
        _writer.Write(after.ToArray().AsSpan((int)index.Length));
    }

    private bool TryRead(out int index)
    {
        try
        {
            index = _read.Read(_reader);
            return true;
        }
        catch (EndOfStreamException)
        {
            index = 0;
            return false;
        }
    }
}
