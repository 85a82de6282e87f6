using Lockstep.Native.Disk;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;

namespace Lockstep.Rsync.Roles;

/// <summary>Gives directories their modes and times when nothing in them changes any more.</summary>
internal sealed class DirectoryFinish(ReceiverState state, TargetTree target)
{
    private readonly List<(FileEntry Entry, bool IsNew)> _directories = [];

    /// <summary>Remembers a directory of the transfer.</summary>
    public void Add(FileEntry entry, bool isNew) => _directories.Add((entry, isNew));

    /// <summary>Finishes all, the deepest first.</summary>
    public void Finish()
    {
        if (state.Session.Options.DryRun)
        {
            return;
        }

        target.Forget();
        for (int i = _directories.Count - 1; i >= 0; i--)
        {
            try
            {
                Finish(_directories[i].Entry, _directories[i].IsNew);
            }
            catch (FileSystemException e)
            {
                state.Fail($"rsync: [generator] failed to set times on \"{ByteWord.Of(_directories[i].Entry.Name)}\": {ErrorWords.Of(e.Error)}");
            }
        }
    }

    private void Finish(FileEntry entry, bool isNew)
    {
        if (!target.TryStat(entry, out EntryStatus status) || (status.Mode & EntryMode.TypeMask) != EntryMode.Directory)
        {
            return;
        }

        if (target.OpenApart(entry) is { } root)
        {
            if (state.Attributes.KeepsTime(entry))
            {
                root.SetOwnTimes(accessed: null, new TimeSpec(entry.Modified, entry.ModifiedFraction));
            }

            return;
        }

        int mode = state.Attributes.ModeOf(entry, isNew ? null : status);
        state.Attributes.Apply(target.ParentOf(entry.Name), target.LeafOf(entry.Name), entry, status, mode);
    }
}
