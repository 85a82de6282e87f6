using Lockstep.Plan;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;
using Lockstep.Wire;

namespace Lockstep.Sessions.Pushing;

/// <summary>Makes the plan of a push and asks for what comparing alone does not tell: what stands at new paths, and contents that are in doubt.</summary>
internal sealed class PushPlanner(ProjectView project, IEndpoint endpoint, PushOptions options)
{
    /// <summary>
    /// How far a file's time may lie before the scan that saw it for the file to be read again: a clock tick of the kernel is up to 10 ms, and a file may be
    /// written twice within one.
    /// </summary>
    private const long RacyNs = 20_000_000;

    /// <summary>Makes the plan.</summary>
    public async Task<SyncPlan> PlanAsync(ProjectScan scan, TargetState state, CachedBaseline? cached, CancellationToken cancellation)
    {
        Snapshot baseline = state.Baseline ?? cached?.Snapshot ?? Snapshot.Absent;
        PlanOptions decided = OptionsSince(state.Baseline is null && cached is not null ? cached.ScannedAtNs : null);
        return await PlanAsync(
            new PlanInput(scan.Result.Snapshot, baseline, state.Drift, decided)
            {
                IsProtected = project.IsProtected,
                Unreadable = scan.Result.Incomplete.ToHashSet(),
                IsProbed = !state.HasUnmanaged,
            },
            cancellation);
    }

    /// <summary>Makes the plan of what is known, and asks for what is not.</summary>
    public async Task<SyncPlan> PlanAsync(PlanInput input, CancellationToken cancellation)
    {
        PlanDraft draft = PlanDraft.Compare(input);
        if (draft.UnmanagedProbe.Count > 0)
        {
            draft = draft.WithProbed(await endpoint.ProbeAsync(draft.UnmanagedProbe, cancellation));
        }

        return draft.Complete(await project.HashAsync(draft.WantedContents, cancellation));
    }

    /// <summary>What the user decided about plans.</summary>
    /// <param name="scannedAtNs">When the scan behind the baseline started; null when nobody knows.</param>
    public PlanOptions OptionsSince(long? scannedAtNs) => new()
    {
        IsMirror = options.Mirror,
        Deletes = options.Deletes,
        MaxDelete = options.MaxDelete,
        Force = options.Force,
        Confirmed = options.Confirmed,
        ComparesContent = options.ComparesContent,
        ModifiedSinceNs = scannedAtNs is { } moment ? moment - RacyNs : long.MaxValue,
    };
}
