using Lockstep.Native;
using Lockstep.Plan;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Remembering;
using Lockstep.Tree;

namespace Lockstep.Sessions.Pushing;

/// <summary>Makes the plan of a push and asks for what comparing alone does not tell: what stands at new paths, and contents that are in doubt.</summary>
internal sealed class PushPlanner(ProjectView project, IEndpoint endpoint, PushOptions options, string owner)
{
    /// <summary>
    /// Is given what a probe found. From then on the target takes that as known here, and lets it be replaced; who plans
    /// again has to know it, too.
    /// </summary>
    public Action<IReadOnlyList<Difference>>? Probed { get; init; }

    /// <summary>
    /// How far a file's time may lie before the scan that saw it for the file to be read again: a clock tick of the kernel is up to 10 ms, and a file may be
    /// written twice within one.
    /// </summary>
    private const long RacyNs = 20_000_000;

    /// <summary>What a plan that is made in advance depends on.</summary>
    /// <param name="options">How the project is pushed.</param>
    /// <param name="left">What the target was left as; null for one of which nothing is known.</param>
    public static PlanQuestion QuestionOf(PushOptions options, RememberedTarget? left) =>
        new((left?.Seen ?? Snapshot.Absent).Digest, HeldOf(left), OptionsOf(options, left?.ScannedAtNs), options.Disposable);

    /// <summary>Makes the plan in advance for a target that will turn out to be as it was left, and reads what is in doubt then.</summary>
    /// <param name="project">The project.</param>
    /// <param name="options">How it is pushed.</param>
    /// <param name="scan">Its scan.</param>
    /// <param name="left">What the target was left as; null for one of which nothing is known, and which is expected to have nothing.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static ExpectedPlan Expect(ProjectView project, PushOptions options, ProjectScan scan, RememberedTarget? left, CancellationToken cancellation)
    {
        Snapshot baseline = left?.Seen ?? Snapshot.Absent;
        PlanDraft draft = PlanDraft.Compare(InputOf(project, options, scan, baseline, [], left));
        Task<IReadOnlyList<ContentHash>> contents = project.HashAsync(draft.WantedContents, cancellation);
        return new ExpectedPlan(baseline.Digest, HeldOf(left), draft, contents, FinishAsync(project, options, draft, contents, cancellation));
    }

    /// <summary>Makes the plan for a target that is as it was expected to be.</summary>
    /// <param name="expected">What was done in advance.</param>
    /// <param name="mayHaveUnmanaged">Whether a probe may find anything there.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<SyncPlan> PlanExpectedAsync(ExpectedPlan expected, bool mayHaveUnmanaged, CancellationToken cancellation)
    {
        if (mayHaveUnmanaged && expected.Draft.UnmanagedProbe.Count > 0)
        {
            return await CompleteAsync(expected.Draft, cancellation);
        }

        bool isToBeSealed = expected.Draft.FindEqual(await expected.Contents.WaitAsync(cancellation)).Count > 0;
        return await (isToBeSealed
            ? CompareAsync(expected.Draft, expected.Contents, cancellation)
            : expected.Plan.WaitAsync(cancellation));
    }

    /// <summary>Makes the plan of what is known, and asks for what is not.</summary>
    public Task<SyncPlan> PlanAsync(PlanInput input, CancellationToken cancellation) => CompleteAsync(PlanDraft.Compare(input), cancellation);

    /// <summary>What the user decided about plans.</summary>
    /// <param name="options">All that he decided.</param>
    /// <param name="scannedAtNs">When the scan behind the baseline started; null when nobody knows.</param>
    public static PlanOptions OptionsOf(PushOptions options, long? scannedAtNs) => new()
    {
        IsMirror = options.Mirror,
        Deletes = options.Deletes,
        MaxDelete = options.MaxDelete,
        Force = options.Force,
        Confirmed = options.Confirmed,
        ComparesContent = options.ComparesContent,
        ModifiedSinceNs = scannedAtNs is { } ns ? ns - RacyNs : long.MaxValue,
    };

    private async Task<SyncPlan> CompleteAsync(PlanDraft draft, CancellationToken cancellation)
    {
        if (draft.UnmanagedProbe.Count > 0)
        {
            IReadOnlyList<Difference> found = await endpoint.ProbeAsync(draft.UnmanagedProbe, cancellation);
            Probed?.Invoke(found);
            draft = draft.WithProbed(found);
        }

        return await CompareAsync(draft, project.HashAsync(draft.WantedContents, cancellation), cancellation);
    }

    private async Task<SyncPlan> CompareAsync(
        PlanDraft draft, Task<IReadOnlyList<ContentHash>> hashing, CancellationToken cancellation)
    {
        IReadOnlyList<ContentHash> hashes = await hashing.WaitAsync(cancellation);
        IReadOnlyList<ContentHash> proven =
            await SealedComparison.ExposeAsync(project, endpoint, draft, hashes, cancellation);
        List<RelativePath> ambiguous = draft.FindAmbiguous(hashes, proven);
        IReadOnlySet<RelativePath>? disputed = ambiguous.Count == 0 ? null : await FindOthersAsync(ambiguous, cancellation);
        return await FinishAsync(project, options, draft.Complete(proven, disputed), cancellation);
    }

    private async Task<HashSet<RelativePath>> FindOthersAsync(List<RelativePath> paths, CancellationToken cancellation)
    {
        RunSource ours = await Task.Run(project.Source.Identify, cancellation);
        return await OwnRuns.FindOthersAsync(endpoint, paths, ours, owner, cancellation);
    }

    private static async Task<SyncPlan> FinishAsync(
        ProjectView project,
        PushOptions options,
        PlanDraft draft,
        Task<IReadOnlyList<ContentHash>> contents,
        CancellationToken cancellation) =>
        await FinishAsync(project, options, draft.Complete(await contents), cancellation);

    /// <summary>Seals the contents that the target is to find with itself.</summary>
    private static async Task<SyncPlan> FinishAsync(
        ProjectView project, PushOptions options, SyncPlan plan, CancellationToken cancellation)
    {
        IReadOnlyList<RelativePath> reused = options.IsDryRun || plan.Refusal is not null ? [] : plan.Reused;
        if (reused.Count == 0)
        {
            return plan;
        }

        var key = new SealKey(RandomBytes.Take(SealKey.Length));
        return plan.Sealed(key, await project.SealAsync(reused, key, cancellation));
    }

    private static SnapshotDigest HeldOf(RememberedTarget? left) => (left?.Held ?? Snapshot.Absent).Digest;

    private static PlanInput InputOf(
        ProjectView project, PushOptions options, ProjectScan scan, Snapshot baseline, IReadOnlyList<Difference> drift, RememberedTarget? left) =>
        new(scan.Result.Snapshot, baseline, drift, OptionsOf(options, left?.ScannedAtNs))
        {
            IsProtected = project.IsProtected,
            IsDisposable = DisposablePatterns.RuleOf(options.Disposable),
            Unreadable = scan.Result.Incomplete.ToHashSet(),
            Held = left?.Held ?? Snapshot.Absent,
        };
}

/// <summary>What can be done of a plan before the target has answered.</summary>
/// <param name="Baseline">The baseline that the target has then.</param>
/// <param name="Held">What the project held, as far as it remembers.</param>
/// <param name="Draft">The comparison with a target that is as it was left.</param>
/// <param name="Contents">The hashes of the contents that are in doubt then.</param>
/// <param name="Plan">What becomes of it when nothing has to be asked there.</param>
internal sealed record ExpectedPlan(SnapshotDigest Baseline, SnapshotDigest Held, PlanDraft Draft, Task<IReadOnlyList<ContentHash>> Contents, Task<SyncPlan> Plan);
