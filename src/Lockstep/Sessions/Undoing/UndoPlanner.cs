using Lockstep.Plan;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Tree;

namespace Lockstep.Sessions.Undoing;

/// <summary>
/// Makes the plan of an undo: that of a push of the baseline with the past laid over it. What an undo left and the baseline does not have so, because it
/// was somebody else's before, counts as known when it still stands so: an undo can be undone without force.
/// </summary>
internal sealed class UndoPlanner(IEndpoint endpoint, PushOptions options)
{
    /// <summary>Makes the plan.</summary>
    public async Task<SyncPlan> PlanAsync(
        TargetKnowledge known, IReadOnlyList<PastEntry> past, IReadOnlyList<RelativePath> paths, CancellationToken cancellation)
    {
        Snapshot baseline = known.Baseline;
        IReadOnlyList<Difference> drift = known.Differences;
        bool mayHaveUnmanaged = known.MayHaveUnmanaged;
        var overlay = new PastOverlay(baseline, past, paths);
        PlanInput input = new(overlay.Wanted, baseline, drift, Options)
        {
            IsProbed = true,
            IsDisposable = DisposablePatterns.RuleOf(options.Disposable),
            Released = overlay.Released,
            Replaced = overlay.Replaced,
            FoldsNames = known.State.FoldsNames,
            Scope = options.Force || IsRootGone(drift) ? ScopeOf(overlay, drift) : PathScope.Everything,
        };
        PlanDraft draft = PlanDraft.Compare(input with { IsProbed = !mayHaveUnmanaged });
        List<RelativePath> probe = mayHaveUnmanaged ? Topmost([.. draft.UnmanagedProbe, .. Unmanaged(overlay, baseline), .. overlay.Guessed]) : [];
        IReadOnlyList<Difference> found = probe.Count > 0 ? await endpoint.ProbeAsync(probe, cancellation) : [];
        if (found.Count > 0 || overlay.Strays.Count > 0)
        {
            overlay.Correct(found);
            List<Difference> differences = [.. drift.Concat(found).OrderBy(difference => difference.Path)];
            draft = PlanDraft.Compare(input with
            {
                Project = overlay.Wanted,
                Known = KnownOf(baseline, overlay.Strays, differences),
                Differences = differences,
            });
        }

        // All contents of the past are known, and those of the baseline that are not told differ in time.
        return draft.Complete([.. draft.WantedContents.Select(_ => ContentHash.Unknown)]);
    }

    private PlanOptions Options => new()
    {
        Force = options.Force,
        Confirmed = options.Confirmed,
        MaxDelete = options.MaxDelete,
        AllowsEmpty = true,
        Restores = true,
    };

    /// <summary>
    /// What force may reach: the paths of the past, and what took the place of directories on the way to them. The history has no content for
    /// anything else, so other changes of the target stay as they are.
    /// </summary>
    private static PathScope ScopeOf(PastOverlay overlay, IReadOnlyList<Difference> drift)
    {
        var paths = new HashSet<RelativePath>(overlay.Paths);
        var above = new HashSet<RelativePath>();
        foreach (RelativePath path in paths)
        {
            for (RelativePath directory = path; !directory.IsRoot && above.Add(directory.Parent);)
            {
                directory = directory.Parent;
            }
        }

        // Of a root that is gone nothing else is told.
        paths.UnionWith(IsRootGone(drift) ? above : drift.Where(difference => !difference.Actual.IsDirectory).Select(difference => difference.Path).Where(above.Contains));
        return PathScope.Of(paths.Select(path => new ScopedPath(path, IsDeep: !overlay.Wanted.Find(path).IsDirectory)));
    }

    private static bool IsRootGone(IReadOnlyList<Difference> drift) => drift is [{ Path.IsRoot: true, Actual.Exists: false }, ..];

    private static IEnumerable<RelativePath> Unmanaged(PastOverlay overlay, Snapshot baseline) =>
        overlay.Strays.Select(stray => stray.Path).Where(path => !baseline.Find(path).Exists);

    /// <summary>What runs left and still stands so.</summary>
    private static List<EntryEdit> KnownOf(Snapshot baseline, IReadOnlyList<PastEntry> strays, List<Difference> differences)
    {
        Dictionary<RelativePath, Entry> standing = differences.ToDictionary(difference => difference.Path, difference => difference.Actual);
        var known = new List<EntryEdit>();
        var kinds = new Dictionary<RelativePath, bool>();
        foreach (PastEntry stray in strays)
        {
            bool isReachable = stray.Path.IsRoot || kinds.GetValueOrDefault(stray.Path.Parent, baseline.Find(stray.Path.Parent).IsDirectory);
            if (isReachable && standing.TryGetValue(stray.Path, out Entry actual) && IsAsLeft(stray.Left, actual))
            {
                known.Add(new EntryEdit(stray.Path, actual));
                kinds[stray.Path] = actual.IsDirectory;
            }
        }

        return known;
    }

    private static bool IsAsLeft(in Entry left, in Entry actual) =>
        left.Type == actual.Type && left.Mode == actual.Mode && left.Size == actual.Size && (!left.HasContent || left.Content == actual.Content);

    private static List<RelativePath> Topmost(List<RelativePath> paths)
    {
        paths.Sort();
        var topmost = new List<RelativePath>();
        foreach (RelativePath path in paths)
        {
            if (topmost.Count == 0 || (path != topmost[^1] && !path.IsBelow(topmost[^1])))
            {
                topmost.Add(path);
            }
        }

        return topmost;
    }
}
