using Lockstep.Rsync.Coding;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;

namespace Lockstep.Rsync.Roles;

/// <summary>The receiving end of a session: reads the first lists, finds the destination, and runs generator and receiver beside each other.</summary>
/// <param name="session">The connection.</param>
/// <param name="totals">What was moved.</param>
/// <param name="log">Says what happens to entries.</param>
/// <param name="abort">Ends the connection, so that a thread that waits for the peer comes back.</param>
/// <param name="messages">Takes the peer's control frames.</param>
internal sealed class Receiving(RsyncSession session, SessionTotals totals, IItemLog log, Action abort, PeerMessages messages)
{
    /// <summary>Judges the entries of the peer's lists before they are used.</summary>
    public Action<List<FileEntry>> Check { get; init; } = _ => { };

    /// <summary>Which entries are kept.</summary>
    public RunRules? Rules { get; init; }

    /// <summary>Receives all to a destination.</summary>
    /// <param name="path">The path as the user wrote it.</param>
    public void Run(byte[] path)
    {
        var table = new FileTable(session.Dialect);
        var state = new ReceiverState(session, table, new EntryAttributes(session.Options, OwnIdentity.Current), totals);
        messages.OnNoSend = state.TakeNoSend;
        ListReader lists = session.StartReadingLists();
        List<FileEntry> entries = lists.ReadList(table.Next);
        lists.ReadIdLists(entries);
        Check(entries);
        ModeChange.Apply(session, entries);
        totals.Count(entries);
        totals.IoErrors |= lists.Errors;
        if (entries.Count == 0 && !session.IsServer)
        {
            // A server that has nothing to send has said all and is gone.
            return;
        }

        FileSegment first = table.Add(entries, directory: null);
        Run(path, state, lists, first);
    }

    private void Run(byte[] path, ReceiverState state, ListReader lists, FileSegment first)
    {
        var receiver = new Receiver(state, lists, log, Check);
        // With a single entry it takes the next list to know whether there are more.
        bool hasMore = session.Dialect.IsIncremental && first.Entries.Length == 1 && receiver.ReadListAhead();
        using Destination destination = session.Options.ListOnly
            ? new Destination(Root: null, OnlyName: null)
            : Destination.Open(path, first, hasMore, session);
        using var receiversTree = new TargetTree(destination.Root) { OnlyName = destination.OnlyName };
        using var generatorsTree = new TargetTree(destination.Root) { OnlyName = destination.OnlyName, IsMade = destination.IsMade };
        receiver.Files = new FileWriter(state, receiversTree);
        if (destination.Root is not null)
        {
            Rules?.Add(destination.Root);
        }

        if (session.Options.PruneEmptyDirs)
        {
            EmptyDirectories.Clear(first, Rules ?? (IEntryRules)NoRules.Instance);
        }

        var indices = new IndexCodec();
        var deleter = new Deleter(state, generatorsTree, Rules ?? (IEntryRules)NoRules.Instance, log);
        var directories = new DirectoryFinish(state, generatorsTree);
        var update = new EntryUpdate(state, indices, generatorsTree, new NodeMaker(state, generatorsTree, deleter), directories);
        var links = new HardLinks(state, indices, generatorsTree) { LookAt = update.LookAt };
        var generator = new Generator(state, indices, update, links, deleter, directories) { OnListed = log.Listed };
        // From here on the generator alone writes, and flushes before its own waits.
        session.Writer.Flush();
        session.Reader.BeforeWait = () => { };
        var thread = new Thread(receiver.Run) { IsBackground = true, Name = "rsync receiver" };
        thread.Start();
        try
        {
            generator.Run(first);
        }
        catch
        {
            abort();
            throw;
        }
        finally
        {
            thread.Join();
        }
    }
}
