using System.Collections.Immutable;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Roles;

/// <summary>What <c>--chmod</c> makes of the modes in lists. The client does it, whichever end it is.</summary>
internal static class ModeChange
{
    /// <summary>Changes the modes of entries.</summary>
    public static void Apply(RsyncSession session, List<FileEntry> entries)
    {
        ImmutableArray<ChmodRule> rules = session.IsServer ? [] : session.Options.Preserve.ChmodRules;
        if (rules.IsEmpty)
        {
            return;
        }

        foreach (FileEntry entry in entries)
        {
            if (!entry.IsSymlink)
            {
                int mode = ChmodRule.Apply(rules, entry.Mode & EntryMode.PermissionMask, entry.IsDirectory, OwnIdentity.Current.CreationMask);
                entry.Mode = entry.Type | mode;
            }
        }
    }
}
