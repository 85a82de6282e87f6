using Lockstep.Files.Roots;
using Lockstep.Files.Staging;
using Lockstep.Files.State;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Committing;

/// <summary>
/// Collects the directories that a run disturbs: their times change with what is put into them and taken from them, and read-only ones
/// have to be made writable meanwhile.
/// </summary>
internal sealed class DirectoryRepairs(TargetRoot root, ObservedTarget observed)
{
    private const ushort OwnerWriteAndSearch = 0xc0; // -wx------

    private readonly HashSet<RelativePath> _touched = [];
    private RelativePath _last;
    private bool _hasLast;

    /// <summary>Notes that something in a directory is put in place, replaced or removed.</summary>
    public void Touch(RelativePath directory)
    {
        if (!_hasLast || _last != directory)
        {
            _touched.Add(directory);
            (_last, _hasLast) = (directory, true);
        }
    }

    /// <summary>The directories of a run, in path order, each with the mode and time it gets at the end.</summary>
    public List<DirectoryRepair> Find(IReadOnlyList<RunChange> changes)
    {
        var layout = new StageLayout(new PlainChanges(changes));
        var planned = new Dictionary<RelativePath, Entry>();
        for (int i = 0; i < changes.Count; i++)
        {
            Change change = changes[i].Change;
            if (change.After.IsDirectory && !layout.IsInTree(i))
            {
                planned[change.Path] = change.After;
            }
        }

        var repairs = new List<DirectoryRepair>();
        foreach (RelativePath path in (HashSet<RelativePath>)[.. _touched, .. planned.Keys])
        {
            bool isPlanned = planned.TryGetValue(path, out Entry after);
            if (TryStat(path) is { } status)
            {
                Entry target = isPlanned ? after : observed.Find(path) is { IsDirectory: true } known ? known with { Mode = status.Mode } : status.ToEntry();
                repairs.Add(new DirectoryRepair(path, target.Mode, target.ModifiedNs, IsLocked(status)));
            }
            else if (isPlanned)
            {
                repairs.Add(new DirectoryRepair(path, after.Mode, after.ModifiedNs, IsLocked: false));
            }
        }

        repairs.Sort((left, right) => left.Path.CompareTo(right.Path));
        return repairs;
    }

    private FileStatus? TryStat(RelativePath path)
    {
        if (root.Tree is null || !root.Tree.TryOpenDirectory(path, out DirectoryHandle? directory, out _))
        {
            return null;
        }

        using (directory)
        {
            return directory.Status();
        }
    }

    /// <summary>Whether its mode keeps us, its owner, from changing what is in it.</summary>
    private static bool IsLocked(in FileStatus status) =>
        EffectiveUser.Id != 0 && status.OwnerId == EffectiveUser.Id && (status.Mode & OwnerWriteAndSearch) != OwnerWriteAndSearch;
}
