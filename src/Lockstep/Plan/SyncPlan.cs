using Lockstep.Plan.Comparing;
using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>
/// What turns the target into the project: shown by a preview, executed by a push, the same object in both. Changes are in path order, each
/// path once, so that a directory comes before what is below it, whatever is done to either; in which order they are executed is the
/// committer's business.
/// </summary>
public sealed class SyncPlan
{
    internal SyncPlan(PlanInput input, ChangeList changes, PlanLedger ledger)
    {
        Baseline = input.Baseline;
        Changes = changes;
        Bookkeeping = PlanBookkeeping.Settle(input, changes, ledger.Bookkeeping);
        Drift = ledger.Drift;
        Kept = ledger.Kept;
        Held = input.Held ?? (input.IsFirstContact ? input.Baseline : null);
        HeldEdits = ledger.Held;
        Conflicts = ledger.Conflicts;
        Counts = Count(changes, ledger);
        ContentLength = changes.Sum(change => change.ContentLength);
        Refusal = PlanSafety.Check(input, changes, ledger);
    }

    /// <summary>The baseline that the plan starts from.</summary>
    public Snapshot Baseline { get; }

    /// <summary>What is done to the target, in path order.</summary>
    public IReadOnlyList<Change> Changes { get; }

    /// <summary>
    /// Edits of the baseline alone, in path order: entries adopted as the target has them, entries that are no longer managed. One at a change's path counts for
    /// what the change puts there.
    /// </summary>
    public IReadOnlyList<EntryEdit> Bookkeeping { get; }

    /// <summary>What was changed on the target alone and stays so, in path order.</summary>
    public IReadOnlyList<Difference> Drift { get; }

    /// <summary>What another client's run changed alone and stays so, in path order.</summary>
    public IReadOnlyList<Difference> Kept { get; }

    /// <summary>What the project held; null where the plan does not tell clients apart.</summary>
    public Snapshot? Held { get; }

    /// <summary>Edits of <see cref="Held"/> beside the changes, with stamps, in path order.</summary>
    public IReadOnlyList<EntryEdit> HeldEdits { get; }

    /// <summary>
    /// What was changed on both sides, or stands on the target where the project has something else; in path order. If there is any, the
    /// plan is refused.
    /// </summary>
    public IReadOnlyList<Standing> Conflicts { get; }

    /// <summary>What the plan comes to.</summary>
    public PlanCounts Counts { get; }

    /// <summary>Bytes of content that may have to be sent.</summary>
    public long ContentLength { get; }

    /// <summary>Why the plan must not be executed; null when it may.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Whether there is nothing to do at all, not even for the baseline.</summary>
    public bool IsEmpty => Changes.Count == 0 && Bookkeeping.Count == 0;

    /// <summary>The baseline when everything was done.</summary>
    public Snapshot Result => ResultAfter(index => Changes[index].After, []);

    /// <summary>The baseline when all was done but some.</summary>
    /// <param name="entryAfter">
    /// What stands after a change, by its index: as planned, or with the content, size and time that were found when it was read to be sent.
    /// </param>
    /// <param name="failed">
    /// Changes' paths that are as they were before. A directory that stays because something in it is not ours is none of them: with nothing in it
    /// managed it is not managed either.
    /// </param>
    public Snapshot ResultAfter(Func<int, Entry> entryAfter, IReadOnlyCollection<RelativePath> failed) =>
        Baseline.With(PlanResult.EditsOf(this, Bookkeeping, entryAfter, failed));

    /// <summary>What the project holds when all was done but some, with the stamps its files had when they were compared.</summary>
    /// <param name="held">What it held before.</param>
    /// <inheritdoc cref="ResultAfter"/>
    /// <param name="entryAfter"/><param name="failed"/>
    public Snapshot HeldAfter(Snapshot held, Func<int, Entry> entryAfter, IReadOnlyCollection<RelativePath> failed)
    {
        // Where clients are not told apart, the past was put there: what the target has is held, as the baseline has it.
        IReadOnlyList<EntryEdit> edits = PlanResult.EditsOf(this, Held is null ? Bookkeeping : HeldEdits, entryAfter, failed);
        bool mayLackDirectories = Conflicts.Count > 0 || failed.Count > 0 || Held is null;
        return held.With(mayLackDirectories ? StandingEdits.Of(held, edits) : edits);
    }

    private static PlanCounts Count(ChangeList changes, PlanLedger ledger)
    {
        Span<int> counts = stackalloc int[(int)ChangeKind.Mode + 1];
        int housekeeping = 0;
        foreach (Change change in changes)
        {
            counts[(int)change.Kind] += change.Path.IsRoot ? 0 : 1;
            housekeeping += change.IsHousekeeping && !change.Path.IsRoot ? 1 : 0;
        }

        return new PlanCounts
        {
            Added = counts[(int)ChangeKind.Add],
            Updated = counts[(int)ChangeKind.Update] + counts[(int)ChangeKind.Mode] - housekeeping,
            Deleted = counts[(int)ChangeKind.Delete],
            Renamed = counts[(int)ChangeKind.Rename],
            Unchanged = ledger.Unchanged + housekeeping,
            Forgotten = ledger.Forgotten,
            Withheld = ledger.Withheld,
            Unmanaged = ledger.Unmanaged,
            Kept = ledger.Kept.Count,
            Drift = ledger.Drift.Count,
        };
    }
}
