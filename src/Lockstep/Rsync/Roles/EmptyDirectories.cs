using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;

namespace Lockstep.Rsync.Roles;

/// <summary>Leaves out directories in which nothing but directories would stand, as <c>--prune-empty-dirs</c> asks.</summary>
internal static class EmptyDirectories
{
    /// <summary>Clears them; those that a rule protects stay.</summary>
    public static void Clear(FileSegment all, IEntryRules rules)
    {
        HashSet<string> needed = [];
        foreach (FileEntry entry in all.Entries)
        {
            if (!entry.IsCleared && (!entry.IsDirectory || rules.IsProtected(entry.Name, isDirectory: true, isDeleting: false)))
            {
                string name = ByteWord.Of(entry.Name);
                for (int end = entry.IsDirectory ? name.Length : name.LastIndexOf('/'); end > 0 && needed.Add(name[..end]);)
                {
                    end = name.LastIndexOf('/', end - 1);
                }
            }
        }

        foreach (FileEntry entry in all.Entries)
        {
            entry.IsCleared |= entry is { IsDirectory: true, IsRoot: false } && !needed.Contains(ByteWord.Of(entry.Name));
        }
    }
}
