using Lockstep.Native.Disk;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;

namespace Lockstep.Rsync.Roles;

/// <summary>Puts in their places the files that waited for the end of the transfer, as <c>--delay-updates</c> asks.</summary>
internal sealed class DelayedFiles(ReceiverState state, TargetTree target, PartialFiles partial, Backups backups)
{
    /// <summary>Puts a file in its place.</summary>
    public FileOutcome Deliver(FileEntry entry)
    {
        try
        {
            if (backups.IsOn && target.TryStat(entry.Name, out EntryStatus existing))
            {
                backups.Keep(entry.Name, existing);
            }

            partial.Deliver(entry);
            return FileOutcome.Placed;
        }
        catch (FileSystemException e)
        {
            state.Fail($"rsync: [receiver] rename \"{ByteWord.Of(entry.Name)}\" failed: {ErrorWords.Of(e.Error)}");
            return FileOutcome.Missing;
        }
    }
}
