using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Roles;

/// <summary>Removes sources that have arrived, as <c>--remove-source-files</c> asks: only those that are still what was sent.</summary>
/// <param name="roots">Where the sources are.</param>
/// <param name="session">The connection.</param>
/// <param name="problems">Where problems are told.</param>
internal sealed class SourceRemoval(SourceRoots roots, RsyncSession session, SourceProblems problems)
{
    /// <summary>Removes an entry that the peer has.</summary>
    public void Remove(FileEntry entry)
    {
        if (entry.IsDirectory)
        {
            throw new ProtocolException($"the directory '{ByteWord.Of(entry.Name)}' is said to have arrived, and only files are removed");
        }

        string path = ByteWord.Of(entry.Name);
        try
        {
            DirectoryHandle parent = roots.ParentOf(entry.Root, entry.Name);
            ReadOnlySpan<byte> leaf = SourceRoots.LeafOf(entry.Name);
            Errno error = entry.IsFollowed ? parent.StatEntryFollowing(leaf, out EntryStatus status) : parent.StatEntry(leaf, out status);
            if (error != Errno.None)
            {
                throw new FileSystemException(error, "stat", entry.Name);
            }

            if (entry.IsRegular && (status.Size != entry.Size || status.Modified != entry.Modified || status.ModifiedFraction != entry.ModifiedFraction))
            {
                problems.Fail($"ERROR: Skipping sender remove for changed file: {path}");
                return;
            }

            parent.Unlink(leaf);
            if (session.Options.Output.Info[InfoTopic.Remove] > 0)
            {
                problems.Say($"sender removed {path}");
            }
        }
        catch (FileSystemException e)
        {
            problems.Fail($"rsync: [sender] sender failed to remove {path}: {ErrorWords.Of(e.Error)}");
        }
    }
}
