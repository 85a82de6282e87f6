using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Wire;

/// <summary>What an endpoint answers to <see cref="OpenRequest"/>: all that is needed to plan, when nothing is new.</summary>
/// <param name="Digest">Digest of the target's baseline.</param>
/// <param name="Baseline">The baseline itself when it is not the one the client holds; else null.</param>
/// <param name="Drift">Managed entries that are not as the baseline says, in path order.</param>
/// <param name="LastRun">Number of the last run; 0 for none.</param>
/// <param name="HasUnmanaged">Whether anything stands in the root that the baseline does not have; when not, there is nothing to probe for.</param>
/// <param name="HasStaged">Whether an interrupted run left staged content that may be taken up again.</param>
/// <param name="Notes">What the user should be told once: a run that was recovered, a state directory inside the root and why.</param>
public sealed record TargetState(
    SnapshotDigest Digest,
    Snapshot? Baseline,
    IReadOnlyList<Difference> Drift,
    long LastRun,
    bool HasUnmanaged,
    bool HasStaged,
    IReadOnlyList<string> Notes);
