using Lockstep.Plan.Comparing;
using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>
/// What a pull compares: at some paths, what stands on the target with what stands in the project and with the baseline, on which both agreed once.
/// Everything beside these paths counts as the same on all sides.
/// </summary>
public sealed class PullComparison
{
    private readonly Snapshot _baseline;
    private readonly Snapshot _held;
    private readonly HashSet<RelativePath> _asked = [];
    private readonly HashSet<RelativePath> _guarded = [];
    private readonly HashSet<RelativePath> _named;
    private readonly bool _isAskedByPath;

    private PullComparison(
        Snapshot baseline, Snapshot held, Snapshot target, IEnumerable<RelativePath> asked, IReadOnlyList<RelativePath> named, bool isAskedByPath)
    {
        _isAskedByPath = isAskedByPath;
        _baseline = baseline;
        _held = held;
        Target = target;
        _named = [.. named];
        foreach (RelativePath path in asked)
        {
            bool isAllowed = !GuardedPaths.Contains(path) || (_named.Contains(path) && !target.Find(path).IsDirectory);
            (isAllowed ? _asked : _guarded).Add(path);
        }

        Paths = WithDirectories([.. _asked, .. _guarded]);
    }

    /// <summary>What stands on the target at the paths that are compared.</summary>
    public Snapshot Target { get; }

    /// <summary>Paths whose local entries have to be known, in path order: those that are compared and all directories that lead there, the root among them.</summary>
    public IReadOnlyList<RelativePath> Paths { get; }

    /// <summary>Number of paths that are compared.</summary>
    public int Count => _asked.Count;

    /// <summary>Compares what was changed on the target.</summary>
    /// <param name="baseline">What was last put there, by whomever.</param>
    /// <param name="held">What this project held when it and the target last agreed.</param>
    /// <param name="drift">Managed entries that are not as the baseline says, and what stands below those that became directories, in path order.</param>
    /// <param name="byRuns">What other clients' runs changed (<see cref="ChangedByRuns"/>).</param>
    public static PullComparison OfDrift(Snapshot baseline, Snapshot held, IReadOnlyList<Difference> drift, IReadOnlyList<RelativePath> byRuns) => new(
        baseline,
        held,
        TargetView.Of(baseline, drift),
        drift.Where(difference => !difference.Path.IsRoot && difference.Actual.Type != EntryType.Special).Select(difference => difference.Path).Concat(byRuns),
        named: [],
        isAskedByPath: false);

    /// <summary>The paths below the root that the baseline has otherwise than the project held them, in path order; a time alone does not count.</summary>
    public static IReadOnlyList<RelativePath> ChangedByRuns(Snapshot baseline, Snapshot held)
    {
        var paths = new HashSet<RelativePath>();
        foreach (ScopedPath found in SnapshotDifference.Find(held, baseline))
        {
            paths.Add(found.Path);
            if (found.IsDeep)
            {
                Collect(held, found.Path, paths);
                Collect(baseline, found.Path, paths);
            }
        }

        return [.. paths.Where(path => !path.IsRoot && !EntryComparison.KeepsValue(held.Find(path), baseline.Find(path))).Order()];
    }

    /// <summary>Compares what stands at and below some paths.</summary>
    /// <param name="baseline">What was last put on the target, by whomever.</param>
    /// <param name="held">What this project held when it and the target last agreed.</param>
    /// <param name="differences">Drift, and what was found unmanaged at and below the paths and on the way there, in path order.</param>
    /// <param name="named">The paths.</param>
    /// <param name="globs">What stands for further paths. A guarded path is none that was named, whatever matches it.</param>
    /// <param name="missing">Those of both for which nothing stands on the target, and nothing was ever put as far as
    /// this project knows.</param>
    public static PullComparison OfPaths(
        Snapshot baseline,
        Snapshot held,
        IReadOnlyList<Difference> differences,
        IReadOnlyList<RelativePath> named,
        IReadOnlyList<PathSelection> globs,
        out IReadOnlyList<RelativePath> missing)
    {
        Snapshot target = TargetView.Of(baseline, differences);

        // What another client deleted stands in neither of the first, and here it may still.
        Snapshot[] sides = [baseline, target, held];
        var unmatched = new List<RelativePath>();
        var asked = new HashSet<RelativePath>();
        foreach (PathSelection glob in globs)
        {
            var candidates = new HashSet<RelativePath>();
            Collect(sides, glob.Place, candidates);
            int before = asked.Count;
            asked.UnionWith(candidates.Where(glob.Matches));
            if (asked.Count == before)
            {
                unmatched.Add(glob.Asked);
            }
        }

        foreach (RelativePath path in asked.Concat(named).ToArray())
        {
            Collect(sides, path, asked);
        }

        missing = [.. named.Where(path => !path.IsRoot && !sides.Any(side => side.Find(path).Exists)), .. unmatched];
        asked.Remove(RelativePath.Root);
        return new PullComparison(
            baseline, held, target, asked.Where(path => target.Find(path).Type != EntryType.Special), named, isAskedByPath: named.Count + globs.Count > 0);
    }

    /// <summary>Paths that differ and are not compared, since a pull writes them only when it is asked for that very path (<see cref="GuardedPaths"/>); in path order.</summary>
    /// <param name="here">What stands at <see cref="Paths"/> in the project; a path that is not in it has nothing.</param>
    public IReadOnlyList<RelativePath> LeftOut(IReadOnlyDictionary<RelativePath, Entry> here) =>
        [.. _guarded.Where(path => IsNews(Target.Find(path), _held.Find(path), here.GetValueOrDefault(path))).Order()];

    /// <summary>
    /// Local entries whose content has to be read to tell what they are: links, and files that have the size of what they are compared with, but not its time or a time
    /// that proves nothing, as the target has another content now than the baseline.
    /// </summary>
    /// <param name="here">What stands at <see cref="Paths"/> in the project; a path that is not in it has nothing.</param>
    public IReadOnlyList<WantedContent> WantedContents(IReadOnlyDictionary<RelativePath, Entry> here)
    {
        var wanted = new List<WantedContent>();
        foreach (RelativePath path in Paths)
        {
            if (_asked.Contains(path) && here.TryGetValue(path, out Entry entry) && entry.HasContent
                && IsDoubtful(entry, _held.Find(path), Target.Find(path)))
            {
                wanted.Add(new WantedContent(path, entry));
            }
        }

        return wanted;
    }

    /// <summary>All that the plan is made from: its "project" is the target, and its "target" the project.</summary>
    /// <param name="here">What stands at <see cref="Paths"/> in the project; a path that is not in it has nothing.</param>
    /// <param name="pulled">What pulls last put into the project: what still stands so was not changed here.</param>
    /// <param name="options">What the user decided.</param>
    /// <param name="creationMask">Permission bits that new entries do not get here.</param>
    /// <param name="timeStepNs">The step in which times are kept here.</param>
    public PlanInput ToInput(
        IReadOnlyDictionary<RelativePath, Entry> here, Snapshot pulled, PlanOptions options, ushort creationMask, long timeStepNs = 1)
    {
        var agreed = new List<EntryEdit>(Paths.Count);
        var coming = new List<EntryEdit>(Paths.Count);
        var differences = new List<Difference>();
        var gone = new AgreedAbsence();
        HashSet<RelativePath> leading = [.. WithDirectories([.. _asked.Where(path => _held.Find(path).Exists)])];
        foreach (RelativePath path in Paths)
        {
            if (_guarded.Contains(path))
            {
                // Nobody's, so that it is neither brought nor goes with the directory it stands in.
                agreed.Add(new EntryEdit(path, Entry.Absent));
                coming.Add(new EntryEdit(path, Entry.Absent));
                continue;
            }

            Entry local = here.GetValueOrDefault(path);
            bool isOnlyOnTheWay = !_asked.Contains(path) && local.IsDirectory;
            if (isOnlyOnTheWay)
            {
                agreed.Add(new EntryEdit(path, local));
                coming.Add(new EntryEdit(path, local));
                continue;
            }

            // A directory that was deleted here is made again for what is new in it, and nothing else in it comes.
            // Below what was pulled as a file nothing was agreed on, though
            // the target's baseline still has a directory there.
            bool isMadeAgain = !_asked.Contains(path) && !local.Exists && !leading.Contains(path);
            Entry common = isMadeAgain || gone.Covers(path) ? Entry.Absent : CommonOf(path, local, pulled.Find(path));
            gone.Note(path, common);
            agreed.Add(new EntryEdit(path, common));
            coming.Add(new EntryEdit(path, PulledMode.Mask(AsKept(Target.Find(path), timeStepNs), local, creationMask)));
            if (!IsSame(local, common))
            {
                differences.Add(new Difference(path, local, IsManaged: common.Exists));
            }
        }

        Snapshot baseline = _baseline.With(agreed);
        return new PlanInput(baseline.With(coming), baseline, differences, options) { Direction = PlanDirection.Pull, IsProbed = true };
    }

    // A time that the disk here cannot keep would count as changed with the next look.
    private static Entry AsKept(in Entry coming, long timeStepNs)
    {
        long rest = coming.ModifiedNs % timeStepNs;
        return coming with { ModifiedNs = coming.ModifiedNs - rest - (rest < 0 ? timeStepNs : 0) };
    }

    /// <summary>What both sides came to by themselves and the project does not hold yet, in path order.</summary>
    /// <param name="here">What stands in the project, with the contents that were asked for.</param>
    public List<EntryEdit> Agreed(IReadOnlyDictionary<RelativePath, Entry> here)
    {
        var agreed = new List<EntryEdit>();
        foreach (RelativePath path in Paths.Where(_asked.Contains))
        {
            (Entry local, Entry there, Entry held) = (here.GetValueOrDefault(path), Target.Find(path), _held.Find(path));
            bool isGone = held.Exists && !local.Exists && !there.Exists;
            if (isGone || (HasSameContent(local, there) && !HasSameContent(held, there)))
            {
                agreed.Add(new EntryEdit(path, isGone ? Entry.Absent : local with { Content = there.Content }));
            }
        }

        return agreed;
    }

    private Entry CommonOf(RelativePath path, in Entry local, in Entry pulled)
    {
        if (!local.Exists && _isAskedByPath)
        {
            // Where nothing stands, nothing is in the way of what is asked for by name.
            return Entry.Absent;
        }

        return local.Exists && IsSame(local, pulled) ? pulled : _held.Find(path);
    }

    private static bool IsNews(in Entry there, in Entry agreed, in Entry local)
    {
        bool isSame = there.Type == local.Type && there.Size == local.Size && (there.ModifiedNs == local.ModifiedNs || there.IsDirectory);
        return there != agreed && !there.IsDirectory && !isSame;
    }

    private static bool IsDoubtful(in Entry local, in Entry agreed, in Entry coming)
    {
        // What would be replaced or deleted is read: a size and a time that anybody can set do not say that nobody
        // worked on it here.
        bool isChangedThere = !coming.Exists || (coming.Content.IsKnown && coming.Content != agreed.Content);
        return IsDoubtful(local, agreed, isTimeProof: !isChangedThere)
            || IsDoubtful(local, coming, isTimeProof: !isChangedThere);
    }

    private static bool IsDoubtful(in Entry local, in Entry other, bool isTimeProof)
    {
        bool isToldByTime = isTimeProof && local.Type != EntryType.Symlink && local.ModifiedNs == other.ModifiedNs;
        return local.Type == other.Type && local.Size == other.Size && !isToldByTime;
    }

    private static bool HasSameContent(in Entry local, in Entry there)
    {
        bool isOfOneForm = there.Content.IsKnown && local.HasContent && (local.Type, local.Size, local.Mode) == (there.Type, there.Size, there.Mode);
        return isOfOneForm && (local.Content.IsKnown ? local.Content == there.Content : local.ModifiedNs == there.ModifiedNs);
    }

    private static bool IsSame(in Entry local, in Entry common) =>
        local == common || (!local.Content.IsKnown && local with { Content = common.Content } == common);

    private static void Collect(Snapshot[] sides, RelativePath path, HashSet<RelativePath> paths)
    {
        foreach (Snapshot side in sides)
        {
            Collect(side, path, paths);
        }
    }

    private static void Collect(Snapshot snapshot, RelativePath path, HashSet<RelativePath> paths)
    {
        Entry entry = snapshot.Find(path);
        if (!entry.Exists)
        {
            return;
        }

        paths.Add(path);
        Collect(snapshot.ChildrenOf(path), path, paths);
    }

    private static void Collect(EntryList list, RelativePath directory, HashSet<RelativePath> paths)
    {
        for (int i = 0; i < list.Count; i++)
        {
            RelativePath path = directory.Append(list.NameAt(i));
            paths.Add(path);
            Collect(list.ChildrenAt(i), path, paths);
        }
    }

    /// <summary>The last path, in path order, at which both sides agreed on something else than a directory.</summary>
    private sealed class AgreedAbsence
    {
        private RelativePath? _path;

        public bool Covers(RelativePath path) => _path is { } above && path.IsBelow(above);

        public void Note(RelativePath path, in Entry common)
        {
            if (!common.IsDirectory && !Covers(path))
            {
                _path = path;
            }
        }
    }

    private static List<RelativePath> WithDirectories(HashSet<RelativePath> paths)
    {
        var all = new HashSet<RelativePath>(paths) { RelativePath.Root };
        foreach (RelativePath path in paths)
        {
            for (RelativePath above = path.Parent; all.Add(above); above = above.Parent)
            {
            }
        }

        return [.. all.Order()];
    }
}
