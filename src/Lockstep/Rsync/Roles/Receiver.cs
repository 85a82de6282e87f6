using Lockstep.Rsync.Coding;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;

namespace Lockstep.Rsync.Roles;

/// <summary>The end that reads the sender's stream: lists, items and contents, until the sender says goodbye.</summary>
/// <param name="state">What it shares with its generator.</param>
/// <param name="lists">Reads lists.</param>
/// <param name="log">Says what happens to entries.</param>
/// <param name="check">Judges the entries of a list before they are used.</param>
internal sealed class Receiver(ReceiverState state, ListReader lists, IItemLog log, Action<List<FileEntry>> check)
{
    private readonly IndexCodec _indices = new();

    /// <summary>Takes contents; set before <see cref="Run"/>.</summary>
    public FileWriter? Files { get; set; }

    private RsyncSession Session => state.Session;

    private RsyncReader Reader => Session.Reader;

    private Dialect Dialect => Session.Dialect;

    /// <summary>Reads one more list before anything else is done; true when it has entries.</summary>
    public bool ReadListAhead()
    {
        int before = state.Totals.Entries;
        Take(_indices.Read(Reader));
        return state.Totals.Entries > before;
    }

    /// <summary>Reads to the end; what goes wrong is told to the generator.</summary>
    public void Run()
    {
        try
        {
            int phases = Dialect.HasItems ? 3 : 2;
            for (int phase = 0; phase < phases;)
            {
                int index = _indices.Read(Reader);
                if (index != IndexCodec.Done)
                {
                    Take(index);
                }
                else if (Dialect.IsIncremental && state.Table.Count > 1)
                {
                    state.Table.ReleaseOldest();
                }
                else
                {
                    phase++;
                    state.Notices.Add(new Notice.PhaseEnded());
                }
            }

            if (!Session.IsServer)
            {
                ReadStatistics();
            }

            ReadGoodbye();
            state.Notices.Add(new Notice.Over());
        }
        catch (Exception e)
        {
            // Whatever it is belongs to the generator, which ends the run.
            state.Notices.Add(new Notice.Failed(e));
        }
    }

    private void Take(int index)
    {
        if (index >= 0)
        {
            TakeItem(index);
        }
        else if (index == IndexCodec.ListsEnd && Dialect.IsIncremental)
        {
            state.Notices.Add(new Notice.ListsEnded());
        }
        else if (index <= IndexCodec.ListOfFirstDirectory && Dialect.IsIncremental)
        {
            TakeList(state.Table.DirectoryOf(index));
        }
        else
        {
            throw new ProtocolException($"index {index} is neither an entry nor a sign");
        }
    }

    private void TakeList(FileEntry directory)
    {
        List<FileEntry> entries = lists.ReadList(state.Table.Next);
        foreach (FileEntry entry in entries)
        {
            ReadOnlySpan<byte> name = entry.Name;
            int slash = name.LastIndexOf((byte)'/');
            if (slash < 0 || !name[..slash].SequenceEqual(directory.Name))
            {
                throw new ProtocolException($"'{ByteWord.Of(name)}' in the list of '{ByteWord.Of(directory.Name)}'");
            }
        }

        check(entries);
        ModeChange.Apply(Session, entries);
        LinkSafety.Munge(Session.Options, entries);
        state.Totals.IoErrors |= lists.Errors;
        state.Totals.Count(entries);
        state.Notices.Add(new Notice.ListCame(state.Table.Add(entries, directory)));
    }

    private void TakeItem(int index)
    {
        ItemRequest item = ItemRequest.Read(Reader, index);
        (FileEntry entry, _) = state.Table.Find(index);
        if (!item.IsTransfer)
        {
            log.Item(entry, item.Flags, item.ExtraName);
            return;
        }

        if (!state.Requested.TryRemove(index, out ContentRequest request) || !entry.IsRegular)
        {
            throw new ProtocolException($"the content of index {index}, which was not asked for");
        }

        if (!request.IsRedo)
        {
            log.Item(entry, item.Flags, item.ExtraName);
        }

        if (Session.Options.DryRun)
        {
            state.Notices.Add(new Notice.Finished(index, FileOutcome.Placed));
            return;
        }

        if (item.Basis != request.Basis.Kind && Dialect.HasItems)
        {
            throw new ProtocolException($"a basis of kind {item.Basis:x} where one of {request.Basis.Kind:x} was named");
        }

        SumHead head = SumHead.Read(Reader, Session.Transfer.StrongLength);
        FileOutcome outcome = Files!.Receive(entry, head, request);
        bool isRedo = request.IsRedo;
        log.Moved(entry, index, entry.Size, isWhole: true);
        if (outcome == FileOutcome.Damaged)
        {
            string again = isRedo ? "" : " (will try again)";
            string text = $"{(isRedo ? "ERROR" : "WARNING")}: {ByteWord.Of(entry.Name)} failed verification -- update discarded{again}.";
            Session.Console.Write(isRedo ? RsyncChannel.TransferError : RsyncChannel.Warning, text);
            state.Totals.HasFailures |= isRedo;
            outcome = isRedo ? FileOutcome.Missing : FileOutcome.Damaged;
        }

        state.Notices.Add(new Notice.Finished(index, outcome));
    }

    private void ReadStatistics()
    {
        long read = Reader.ReadSize();
        long written = Reader.ReadSize();
        state.Totals.OfPeer = (read, written);
        Reader.ReadSize();
        if (Dialect.HasListTimes)
        {
            Reader.ReadSize();
            Reader.ReadSize();
        }
    }

    private void ReadGoodbye()
    {
        if (!Dialect.HasDeletionStep)
        {
            return;
        }

        int index = _indices.Read(Reader);
        if (index == IndexCodec.DeletionCounts)
        {
            // Our own generator counted them.
            DeletionCounts.Read(Reader);
            index = _indices.Read(Reader);
        }

        if (index != IndexCodec.Done)
        {
            throw new ProtocolException($"index {index} where the goodbye was to come");
        }
    }
}
