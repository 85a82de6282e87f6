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
        LinkSafety.Munge(session.Options, entries);
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
        bool keepsLinks = session.Options.Preserve.KeepDirLinks;
        using var receiversTree = new TargetTree(destination.Root) { OnlyName = destination.OnlyName, KeepsLinks = keepsLinks, Path = ByteWord.Of(path) };
        using var generatorsTree = new TargetTree(destination.Root)
        {
            OnlyName = destination.OnlyName,
            IsMade = destination.IsMade,
            KeepsLinks = keepsLinks,
            Path = ByteWord.Of(path),
        };
        using var receiversBases = new BasisFiles(state, receiversTree, tells: false);
        using var generatorsBases = new BasisFiles(state, generatorsTree, tells: true);
        using TargetTree receiversOther = receiversTree.Another(), generatorsOther = generatorsTree.Another();
        using var receiversBackups = new Backups(state, receiversOther);
        using var backups = new Backups(state, generatorsOther);
        receiver.Files = new FileWriter(state, receiversTree, receiversBases, receiversBackups);
        if (destination.Root is not null)
        {
            Rules?.Add(destination.Root);
        }

        if (session.Options.PruneEmptyDirs)
        {
            EmptyDirectories.Clear(first, Rules ?? (IEntryRules)NoRules.Instance);
        }

        var indices = new IndexCodec();
        var deleter = new Deleter(state, generatorsTree, Rules ?? (IEntryRules)NoRules.Instance, log, backups);
        var directories = new DirectoryFinish(state, generatorsTree);
        var nodes = new NodeMaker(state, generatorsTree, deleter, backups, generatorsBases);
        var contents = new ContentRequests(state, indices, generatorsBases);
        var files = new FileUpdate(state, generatorsTree, nodes, contents, generatorsBases);
        var update = new EntryUpdate(state, generatorsTree, nodes, directories, files, contents);
        var links = new HardLinks(state, indices, generatorsTree) { LookAt = update.LookAt };
        var delivery = new DelayedFiles(state, generatorsTree, generatorsBases.Partial, backups);
        var generator = new Generator(state, indices, update, links, deleter, directories) { OnListed = log.Listed, Deliver = delivery.Deliver };
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
