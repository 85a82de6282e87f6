using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;

namespace Lockstep.Rsync.Roles;

/// <summary>The sending end of a session.</summary>
internal sealed class Sending(RsyncSession session, SessionTotals totals, IItemLog log)
{
    private byte[] _buffer = [];

    /// <summary>Takes the peer's control frames.</summary>
    public required PeerMessages Messages { get; init; }

    /// <summary>Which entries are sent.</summary>
    public RunRules? Rules { get; init; }

    /// <summary>Sends the sources and serves the peer to the end.</summary>
    /// <param name="sources">The sources, read when the rules are known.</param>
    public void Run(IEnumerable<SourceArgument> sources)
    {
        using var roots = new SourceRoots { OnOpened = root => Rules?.Add(root) };
        var problems = new SourceProblems(session.Console);
        var makes = new EntryMaker(roots, session.Options, Rules ?? (IEntryRules)NoRules.Instance, problems)
        {
            IdentifiesAll = !session.Dialect.HasWideFlags,
            Digest = session.Options.Update.Checksum ? entry => DigestOf(roots, entry) : null,
        };
        var lister = new SourceLister(roots, session.Options, makes, problems)
        {
            TellsImplied = session.Dialect.HasImpliedDirectories,
        };
        new Sender(session, roots, lister, problems, log, totals) { Messages = Messages }.Run(sources);
    }

    private byte[] DigestOf(SourceRoots roots, FileEntry entry)
    {
        using Native.Disk.FileHandle file = roots.OpenFile(entry);
        return FileDigest.Of(file, session.Listed, ref _buffer);
    }
}
