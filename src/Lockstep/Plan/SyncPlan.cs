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
    private readonly ChangeList _changes;
    private readonly bool _restores;

    internal SyncPlan(PlanInput input, ChangeList changes, PlanLedger ledger)
    {
        Baseline = input.Baseline;
        _changes = changes;
        _restores = input.Options.Restores;
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

    private SyncPlan(SyncPlan plan, ChangeList changes)
    {
        (Baseline, _changes, _restores, Bookkeeping, Drift, Conflicts) = (plan.Baseline, changes, plan._restores, plan.Bookkeeping, plan.Drift, plan.Conflicts);
        (Kept, Held, HeldEdits, OfOthers) = (plan.Kept, plan.Held, plan.HeldEdits, plan.OfOthers);
        (Counts, ContentLength, Refusal, Key) = (plan.Counts, changes.Sum(change => change.ContentLength), plan.Refusal, plan.Key);
    }

    /// <summary>The baseline that the plan starts from.</summary>
    public Snapshot Baseline { get; }

    /// <summary>What is done to the target, in path order.</summary>
    public IReadOnlyList<Change> Changes => _changes;

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

    /// <summary>
    /// Paths at which an undo takes back what this project never put there: what it held there it goes on holding, and the
    /// past that comes back is another client's change.
    /// </summary>
    public IReadOnlySet<RelativePath> OfOthers { get; private set; } = new HashSet<RelativePath>();

    /// <summary>Edits of <see cref="Held"/> beside the changes, with stamps, in path order.</summary>
    public IReadOnlyList<EntryEdit> HeldEdits { get; }

    /// <summary>
    /// What was changed on both sides, or stands on the target where the project has something else; in path order. If there is any, the
    /// plan is refused.
    /// </summary>
    public IReadOnlyList<Standing> Conflicts { get; }

    /// <summary>What the plan comes to.</summary>
    public PlanCounts Counts { get; private init; }

    /// <summary>Bytes of content that may have to be sent.</summary>
    public long ContentLength { get; }

    /// <summary>The key of the reuses' seals; null while they have none.</summary>
    public SealKey? Key { get; private init; }

    /// <summary>The paths of renames and reuses, in path order.</summary>
    public IReadOnlyList<RelativePath> Reused => [.. Changes.Where(change => change.Transfer == Transfer.Reuse).Select(change => change.Path)];

    /// <summary>Why the plan must not be executed; null when it may.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Whether there is nothing to do at all, not even for the baseline.</summary>
    public bool IsEmpty => Changes.Count == 0 && Bookkeeping.Count == 0;

    /// <summary>The same plan, refused for a reason that does not lie in it.</summary>
    /// <param name="refusal">The reason, which comes before the plan's own; null to leave that.</param>
    public SyncPlan RefusedFor(Refusal? refusal)
    {
        if (refusal is null)
        {
            return this;
        }

        var refused = (SyncPlan)MemberwiseClone();
        refused.Refusal = refusal;
        return refused;
    }

    /// <summary>The same plan of an undo, with the paths that others put.</summary>
    public SyncPlan WithOfOthers(IReadOnlySet<RelativePath> paths)
    {
        var told = (SyncPlan)MemberwiseClone();
        told.OfOthers = paths;
        return told;
    }

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
        IReadOnlyList<EntryEdit> edits = PlanResult.EditsOf(this, Held is null ? Bookkeeping : HeldEdits, entryAfter, failed, isHeld: Held is not null);
        if (OfOthers.Count > 0)
        {
            edits = [.. edits.Where(edit => !OfOthers.Contains(edit.Path))];
        }

        bool isRootUndone = Held is null && edits is [{ Path.IsRoot: true, Entry.Exists: false }, ..];
        if (isRootUndone)
        {
            // What others took away before is still held, or it would pass for new here.
            edits = [.. edits.Skip(1)];
        }

        bool mayLackDirectories = Conflicts.Count > 0 || failed.Count > 0 || Held is null;
        return held.With(mayLackDirectories ? StandingEdits.Of(held, edits) : edits);
    }

    /// <summary>The plan with the seals of its reuses, under a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="seals">For each of <see cref="Reused"/>, in that order; none for a content that could not be read.</param>
    public SyncPlan Sealed(SealKey key, IReadOnlyList<ContentSeal> seals)
    {
        ChangeList changes = [.. _changes];
        int next = 0;
        for (int i = 0; i < changes.Count; i++)
        {
            if (changes[i].Transfer == Transfer.Reuse)
            {
                changes[i] = changes[i] with { Seal = seals[next++] };
            }
        }

        return new SyncPlan(this, changes) { Key = key };
    }

    /// <summary>The plan in which some contents are not taken from another path of the target.</summary>
    /// <param name="paths">Some of <see cref="Reused"/>.</param>
    public SyncPlan Sending(IReadOnlySet<RelativePath> paths)
    {
        int renames = _changes.Count(change => change.Kind == ChangeKind.Rename && paths.Contains(change.Path));
        return new SyncPlan(this, SentReuses.Apply(_changes, Baseline, paths, _restores ? Transfer.Restore : Transfer.Whole))
        {
            Counts = Counts with { Added = Counts.Added + renames, Deleted = Counts.Deleted + renames, Renamed = Counts.Renamed - renames },
        };
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
