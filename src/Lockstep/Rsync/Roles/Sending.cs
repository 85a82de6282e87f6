using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;

namespace Lockstep.Rsync.Roles;

/// <summary>The sending end of a session.</summary>
internal sealed class Sending(RsyncSession session, SessionTotals totals, IItemLog log)
{
    private byte[] _buffer = [];

    /// <summary>Which entries are sent.</summary>
    public RunRules? Rules { get; init; }

    /// <summary>Sends the sources and serves the peer to the end.</summary>
    /// <param name="sources">The paths as the user wrote them.</param>
    public void Run(IEnumerable<byte[]> sources)
    {
        using var roots = new SourceRoots { OnOpened = root => Rules?.Add(root) };
        var lister = new SourceLister(roots, session.Options, Rules ?? (IEntryRules)NoRules.Instance, session.Console)
        {
            IdentifiesAll = !session.Dialect.HasWideFlags,
            Digest = session.Options.Update.Checksum ? DigestOf : null,
        };
        new Sender(session, roots, lister, log, totals).Run(sources);
    }

    private byte[] DigestOf(SourceRoots roots, FileEntry entry)
    {
        using Native.Disk.FileHandle file = roots.ParentOf(entry.Root, entry.Name).OpenFileForRead(SourceRoots.LeafOf(entry.Name));
        return FileDigest.Of(file, session.Listed, ref _buffer);
    }
}
