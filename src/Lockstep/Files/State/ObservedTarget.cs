using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.State;

/// <summary>
/// What is known to stand on the target: the baseline, corrected by what the drift check and the probes saw. The commit holds the disk
/// against it before it touches anything.
/// </summary>
public sealed class ObservedTarget
{
    private readonly Snapshot _baseline;
    private readonly Snapshot _observed;

    /// <summary>Combines what is known.</summary>
    /// <param name="baseline">With stamps.</param>
    /// <param name="root">The root as it stands, which counts where it is not managed; absent when it does not.</param>
    /// <param name="seen">Where the disk differs from the baseline, in path order, with stamps where they are known.</param>
    public ObservedTarget(Snapshot baseline, in Entry root, IReadOnlyList<EntryEdit> seen)
    {
        _baseline = baseline;
        bool isRootUnmanaged = root.Exists && !baseline.Root.Exists && seen is not [{ Path.IsRoot: true }, ..];
        IReadOnlyList<EntryEdit> edits = isRootUnmanaged ? [new EntryEdit(RelativePath.Root, root), .. seen] : seen;
        _observed = baseline.With(StandingEdits.Of(baseline, edits));
    }

    /// <summary>What stands at a path.</summary>
    public Entry Find(RelativePath path) => _observed.Find(path);

    /// <summary>What the baseline says about a path.</summary>
    public Entry FindManaged(RelativePath path) => _baseline.Find(path);

    /// <summary>Holds what stands at a path now against what is known.</summary>
    public ObservedMatch Compare(RelativePath path, in FileStatus status)
    {
        Entry entry = _observed.Find(path, out FileStamp stamp);
        if (entry.Type != status.Type)
        {
            return ObservedMatch.Different;
        }

        if (entry.IsDirectory || stamp == status.Stamp)
        {
            return ObservedMatch.Same;
        }

        Entry actual = status.ToEntry();
        if (actual.Size != entry.Size || actual.ModifiedNs != entry.ModifiedNs || actual.Mode != entry.Mode)
        {
            return ObservedMatch.Different;
        }

        return stamp == default ? ObservedMatch.Same : ObservedMatch.Doubtful;
    }
}

/// <summary>Whether an entry is what is known of it.</summary>
public enum ObservedMatch
{
    /// <summary>It is.</summary>
    Same,

    /// <summary>Size, time and mode are, but something was done to it: its content decides.</summary>
    Doubtful,

    /// <summary>It is not.</summary>
    Different,
}
