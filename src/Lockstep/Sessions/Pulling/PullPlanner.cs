using Lockstep.Files.Drift;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Sessions.Comparing;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Pulling;

/// <summary>Makes the plan of a pull and asks both sides for what it takes.</summary>
/// <param name="project">The project as it is pushed.</param>
/// <param name="target">Where it comes from.</param>
/// <param name="targetName">What the user calls that.</param>
/// <param name="here">The project as the place that is written to.</param>
/// <param name="options">How it is done.</param>
/// <param name="observer">Is told what is left out.</param>
internal sealed class PullPlanner(ProjectView project, IEndpoint target, string targetName, LocalEndpoint here, PullOptions options, IRunObserver observer)
{
    private const int MostLeftOutTold = 20;
    private const int MostLinksRead = 50;
    private const int LongestLink = 4096; // PATH_MAX

    /// <summary>Paths that cannot be pulled, with causes.</summary>
    public List<Problem> Problems { get; } = [];

    /// <summary>Makes the plan.</summary>
    /// <param name="state">The target as it was opened.</param>
    /// <param name="baseline">What was last put on the target, by whomever.</param>
    /// <param name="held">What the project held when it and the target last agreed.</param>
    /// <param name="own">The project as it was opened; its baseline is what pulls last put there.</param>
    /// <param name="cancellation">Ends the asking.</param>
    public async Task<PullPlan> PlanAsync(TargetState state, Snapshot baseline, Snapshot held, TargetState own, CancellationToken cancellation)
    {
        Snapshot hereBaseline = own.Baseline ?? Snapshot.Absent;
        TargetClaims.ExpectManaged(baseline, state.Drift);
        PullComparison comparison = options.Paths.Count == 0
            ? await OfDriftAsync(state, baseline, held, cancellation)
            : await OfPathsAsync(state, baseline, held, cancellation);
        var standing = new Dictionary<RelativePath, Entry>();
        foreach (EntryEdit seen in await here.LookAsync(comparison.Paths, cancellation))
        {
            standing.Add(seen.Path, seen.Entry);
        }

        IReadOnlyList<WantedContent> wanted = comparison.WantedContents(standing);
        IReadOnlyList<ContentHash> hashes = await project.HashAsync(wanted, cancellation);
        for (int i = 0; i < wanted.Count; i++)
        {
            standing[wanted[i].Path] = wanted[i].Entry with { Content = hashes[i] };
        }

        ReportLeftOut(comparison.LeftOut(standing));
        ushort mask = options.CreationMask ?? FileCreationMask.Read();
        PlanDraft draft = PlanDraft.Compare(comparison.ToInput(standing, hereBaseline, options.ToPlanOptions(), mask, DiskTraits.TimeStepNs) with { FoldsNames = own.FoldsNames });
        // What the target did not read to tell of it cannot be known here: it counts as different.
        SyncPlan plan = draft.Complete([.. draft.WantedContents.Select(_ => ContentHash.Unknown)]);
        return new PullPlan(plan, Adopted(plan, standing, hereBaseline), comparison.Target, comparison.Count)
        {
            Agreed = comparison.Agreed(standing),
            Refusal = plan.Refusal ?? await AskConsentAsync(plan, comparison.Target, cancellation),
        };
    }

    private async Task<PullComparison> OfDriftAsync(TargetState state, Snapshot baseline, Snapshot held, CancellationToken cancellation)
    {
        List<Difference> drift = [.. state.Drift.Where(difference => difference.IsManaged && !difference.Path.IsRoot && IsTaken(difference))];

        // What the project held and the baseline lacks was deleted by another client, or stands there still and was only not managed for a while.
        List<RelativePath> byRuns = [.. PullComparison.ChangedByRuns(baseline, held).Where(path => !project.IsProtected(path, baseline.Find(path).IsDirectory || held.Find(path).IsDirectory))];
        List<RelativePath> absent = state.HasUnmanaged ? byRuns.FindAll(path => !baseline.Find(path).Exists) : [];

        if (options.BringsNew && state.HasUnmanaged)
        {
            HashSet<RelativePath> changed = [.. drift.Select(difference => difference.Path)];
            IReadOnlyList<Difference> standing = await ProbeAsync(baseline, [RelativePath.Root], cancellation);
            drift = [.. drift.Concat(standing.Where(difference => IsTaken(difference) && changed.Add(difference.Path))).OrderBy(difference => difference.Path)];
        }

        // What stands below a file that became a directory was never pushed, so it is no drift, and without it the directory would be empty.
        List<RelativePath> newDirectories = [.. drift.Where(difference => difference.Actual.IsDirectory && !baseline.Find(difference.Path).IsDirectory).Select(difference => difference.Path)];
        if (absent.Count + newDirectories.Count > 0)
        {
            HashSet<RelativePath> asked = [.. absent];
            IReadOnlyList<Difference> found = await ProbeAsync(baseline, Topmost([.. absent.Concat(newDirectories).Distinct().Order()]), cancellation);
            HashSet<RelativePath> known = [.. drift.Select(difference => difference.Path)];
            drift = [.. drift
                .Concat(found.Where(difference => IsTaken(difference) && !known.Contains(difference.Path)
                    && (asked.Contains(difference.Path) || newDirectories.Exists(directory => difference.Path.IsBelow(directory)))))
                .OrderBy(difference => difference.Path)];
        }

        if (state.HasUnmanaged && !options.BringsNew)
        {
            observer.Note($"something there was never pushed, and is not looked at: name a path or a glob, or look with 'lockstep pull {ShellWord.Of(targetName) ?? "TARGET"} --new --dry-run'");
        }

        ReportSpecial(drift);
        return PullComparison.OfDrift(baseline, held, drift, byRuns);
    }

    private static List<RelativePath> Topmost(List<RelativePath> paths)
    {
        var topmost = new List<RelativePath>();
        foreach (RelativePath path in paths)
        {
            if (topmost.Count == 0 || !path.IsBelow(topmost[^1]))
            {
                topmost.Add(path);
            }
        }

        return topmost;
    }

    private bool IsTaken(Difference difference) => !project.IsProtected(difference.Path, difference.Actual.IsDirectory);

    private async Task<IReadOnlyList<Difference>> ProbeAsync(Snapshot baseline, IReadOnlyList<RelativePath> paths, CancellationToken cancellation)
    {
        IReadOnlyList<Difference> found = await target.ProbeAsync(paths, cancellation);
        TargetClaims.ExpectProbed(baseline, paths, found);
        return found;
    }

    /// <summary>Why the pull waits for the user's consent; null when it needs none or has it.</summary>
    private async Task<Refusal?> AskConsentAsync(SyncPlan plan, Snapshot there, CancellationToken cancellation)
    {
        IReadOnlyList<Change> changes = options.Confirmed ? [] : PullConsent.Find(plan.Changes);
        IReadOnlyList<RelativePath> repositories = options.Confirmed ? [] : await FindRepositoriesAsync(plan.Changes, cancellation);
        if (changes.Count + repositories.Count == 0)
        {
            return null;
        }

        var request = new FetchRequest([.. changes
            .Where(change => change.After is { Type: EntryType.Symlink, Size: <= LongestLink }).Take(MostLinksRead)
            .Select(change => new FetchedContent(change.Path, there.Find(change.Path)))]);
        var texts = new FetchedContents(request);
        if (request.Contents.Count > 0)
        {
            await target.FetchAsync(request, texts, cancellation);
        }

        var known = new Dictionary<RelativePath, byte[]>();
        for (int i = 0; i < request.Contents.Count; i++)
        {
            if (texts[i] is { } text)
            {
                known.Add(request.Contents[i].Path, text);
            }
        }

        return PullConsent.Refuse(changes, known, repositories);
    }

    private async Task<IReadOnlyList<RelativePath>> FindRepositoriesAsync(IReadOnlyList<Change> changes, CancellationToken cancellation)
    {
        var standing = new Dictionary<RelativePath, Entry>();
        foreach (EntryEdit seen in await Task.Run(() => PathLook.At(project.Root, BareRepositories.PathsOf(changes)), cancellation))
        {
            standing.Add(seen.Path, seen.Entry);
        }

        return BareRepositories.Find(changes, standing);
    }

    private void ReportLeftOut(IReadOnlyList<RelativePath> paths)
    {
        foreach (RelativePath path in paths.Take(MostLeftOutTold))
        {
            string remedy = (ShellWord.Of(targetName), ShellWord.Of(path.Bytes)) is ({ } target, { } word)
                ? $". To take it: lockstep pull {target} {word}"
                : "";
            observer.Note($"{path} was left out: programs here act upon it by its name alone{remedy}");
        }

        if (paths.Count > MostLeftOutTold)
        {
            observer.Note($"{paths.Count - MostLeftOutTold} more such paths were left out, the first of them {paths[MostLeftOutTold]}. Each is taken only when it is named");
        }
    }

    private async Task<PullComparison> OfPathsAsync(TargetState state, Snapshot baseline, Snapshot held, CancellationToken cancellation)
    {
        PathSelection[] globs = [.. options.Paths.Select(PathGlob.TryParse).OfType<PathSelection>()];
        RelativePath[] named = [.. options.Paths.Where(path => !Array.Exists(globs, glob => glob.Asked == path))];
        List<RelativePath> places = globs.Length == 0 ? [.. named] : Topmost([.. named.Concat(globs.Select(glob => glob.Place)).Distinct().Order()]);
        IReadOnlyList<Difference> unmanaged = state.HasUnmanaged ? await ProbeAsync(baseline, places, cancellation) : [];
        Difference[] differences = [.. state.Drift.Concat(unmanaged).OrderBy(difference => difference.Path)];
        ReportSpecial(differences.Where(difference => named.Any(path => path.IsRoot || path == difference.Path || difference.Path.IsBelow(path)) || Array.Exists(globs, glob => glob.Matches(difference.Path))));
        PullComparison comparison = PullComparison.OfPaths(baseline, held, differences, named, globs, out IReadOnlyList<RelativePath> missing);
        foreach (RelativePath path in missing)
        {
            Problems.Add(new Problem(path, $"no such file or directory on {DisplayText.Of(targetName)}"));
        }

        return comparison;
    }

    private void ReportSpecial(IEnumerable<Difference> differences)
    {
        foreach (Difference special in differences.Where(difference => difference.Actual.Type == EntryType.Special))
        {
            observer.Note($"{special.Path} on the target is a device, socket or FIFO and stays there");
        }
    }

    /// <summary>Directories of the project that the run rests on and that its own baseline does not have yet.</summary>
    private static List<EntryEdit> Adopted(SyncPlan plan, Dictionary<RelativePath, Entry> standing, Snapshot hereBaseline)
    {
        HashSet<RelativePath> changed = [.. plan.Changes.Select(change => change.Path)];
        var adopted = new Dictionary<RelativePath, EntryEdit>();
        foreach (RelativePath path in changed)
        {
            for (RelativePath above = path; !above.IsRoot;)
            {
                above = above.Parent;
                bool isKnown = changed.Contains(above) || hereBaseline.Find(above).IsDirectory || !standing.GetValueOrDefault(above).IsDirectory;
                if (!isKnown && !adopted.TryAdd(above, new EntryEdit(above, standing[above])))
                {
                    break;
                }
            }
        }

        return [.. adopted.Values.OrderBy(edit => edit.Path)];
    }
}

/// <summary>What a pull does.</summary>
/// <param name="Plan">The plan; its baseline is the target's.</param>
/// <param name="Adopted">Edits of the project's own baseline that go with it, in path order.</param>
/// <param name="Target">What stands on the target at the compared paths.</param>
/// <param name="Compared">Number of entries that were compared.</param>
internal sealed record PullPlan(SyncPlan Plan, IReadOnlyList<EntryEdit> Adopted, Snapshot Target, int Compared)
{
    /// <summary>What both sides came to by themselves, which the project holds from then on, in path order.</summary>
    public IReadOnlyList<EntryEdit> Agreed { get; init; } = [];

    /// <summary>Why it is not carried out; null when it may be.</summary>
    public Refusal? Refusal { get; init; }
}
