using Lockstep.Plan;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Tree;
using Lockstep.Wire;

namespace Lockstep.Sessions.Undoing;

/// <summary>
/// Makes the plan of an undo: that of a push of the baseline with the past laid over it. What runs left at paths that are not managed, because they
/// had not been before, counts as known when it is still as they left it: so an undo can be undone without force.
/// </summary>
internal sealed class UndoPlanner(IEndpoint endpoint, PushOptions options)
{
    /// <summary>Makes the plan.</summary>
    public async Task<SyncPlan> PlanAsync(
        TargetState state, Snapshot baseline, IReadOnlyList<PastEntry> past, IReadOnlyList<RelativePath> paths, CancellationToken cancellation)
    {
        var overlay = new PastOverlay(baseline, past, paths);
        var input = new PlanInput(overlay.Wanted, baseline, state.Drift, Options) { IsProbed = !state.HasUnmanaged, Released = overlay.Released };
        PlanDraft draft = PlanDraft.Compare(input);
        List<RelativePath> probe = state.HasUnmanaged ? Topmost([.. draft.UnmanagedProbe, .. overlay.Strays.Select(stray => stray.Path), .. overlay.Guessed]) : [];
        if (probe.Count > 0)
        {
            IReadOnlyList<Difference> found = await endpoint.ProbeAsync(probe, cancellation);
            overlay.Correct(found);
            draft = PlanDraft.Compare(input with
            {
                Project = overlay.Wanted,
                Baseline = WithKnown(baseline, overlay.Strays, found),
                Managed = baseline,
                Differences = [.. state.Drift.Concat(found).OrderBy(difference => difference.Path)],
                IsProbed = true,
            });
        }

        // All contents of the past are known, and those of the baseline that are not told differ in time.
        return draft.Complete([.. draft.WantedContents.Select(_ => ContentHash.Unknown)]);
    }

    private PlanOptions Options => new()
    {
        Force = options.Force,
        Confirmed = options.Confirmed,
        AllowsEmpty = true,
        Restores = true,
    };

    /// <summary>The baseline with what runs left and still stands so.</summary>
    private static Snapshot WithKnown(Snapshot baseline, IReadOnlyList<PastEntry> strays, IReadOnlyList<Difference> found)
    {
        Dictionary<RelativePath, Entry> standing = found.ToDictionary(difference => difference.Path, difference => difference.Actual);
        var known = new List<EntryEdit>();
        var directories = new HashSet<RelativePath>();
        foreach (PastEntry stray in strays)
        {
            RelativePath above = stray.Path.IsRoot ? RelativePath.Root : stray.Path.Parent;
            bool isReachable = stray.Path.IsRoot || directories.Contains(above) || baseline.Find(above).IsDirectory;
            if (isReachable && standing.TryGetValue(stray.Path, out Entry actual) && IsAsLeft(stray.Left, actual))
            {
                known.Add(new EntryEdit(stray.Path, actual));
                if (actual.IsDirectory)
                {
                    directories.Add(stray.Path);
                }
            }
        }

        return baseline.With(known);
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
