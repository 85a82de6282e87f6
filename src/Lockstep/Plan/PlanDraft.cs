using Lockstep.Plan.Comparing;
using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>
/// A plan that still lacks what only reading can tell. The caller probes the target for <see cref="UnmanagedProbe"/> if it may have anything
/// unmanaged and goes on <see cref="WithProbed"/>, reads the <see cref="WantedContents"/>, and calls <see cref="Complete"/>.
/// </summary>
public sealed class PlanDraft
{
    private readonly PlanInput _input;
    private readonly PlanInput _compared;
    private readonly Snapshot _target;
    private readonly PlanLedger _ledger;
    private readonly List<Standing> _undecided;

    private PlanDraft(PlanInput input, PlanInput compared, Snapshot target, SideWalk walk)
    {
        _input = input;
        _compared = compared;
        _target = target;
        _ledger = walk.Ledger;
        _undecided = walk.Undecided;
        UnmanagedProbe = input.IsProbed ? [] : input.Options.IsMirror && !input.ProbesOnlyHeld ? [RelativePath.Root] : walk.Probe;
        Compared = walk.Compared;
        WantedContents = _undecided.ConvertAll(standing => new WantedContent(standing.Path, standing.Project));
    }

    /// <summary>Project entries whose content has to be known, in path order.</summary>
    public IReadOnlyList<WantedContent> WantedContents { get; }

    /// <summary>
    /// Paths where the project has something new, or no directory where the target has one, and the target may have something unmanaged, in path order, none below another; with
    /// <see cref="PlanOptions.IsMirror"/> the root. Empty when there is nothing to ask or it was asked already.
    /// </summary>
    public IReadOnlyList<RelativePath> UnmanagedProbe { get; }

    /// <summary>How many names were looked up or walked over, as a measure of the work.</summary>
    internal int Compared { get; }

    /// <summary>Compares the sides. What is the same on all of them costs no memory.</summary>
    public static PlanDraft Compare(PlanInput input)
    {
        Snapshot target = TargetView.Of(input.Baseline, input.Differences);
        if (input.Baseline.Root.Exists && !target.Root.Exists)
        {
            // Where the whole root is gone there is nothing left that a push could overwrite.
            input = input with { Options = input.Options with { Force = true } };
        }

        PlanInput compared = input.Known.Count == 0 ? input : input with { Baseline = input.Baseline.With(input.Known) };
        var walk = new SideWalk(compared, target);
        walk.Run();
        return new PlanDraft(input, compared, target, walk);
    }

    /// <summary>The draft with what a probe found, made anew: more contents may be wanted, none less.</summary>
    /// <param name="unmanaged">In path order. Where a difference of the same path is known already, the probe's counts: it is newer.</param>
    public PlanDraft WithProbed(IReadOnlyList<Difference> unmanaged)
    {
        List<Difference> differences = [.. unmanaged];
        if (_input.Differences.Count > 0)
        {
            HashSet<RelativePath> probed = [.. unmanaged.ConvertAll(difference => difference.Path)];
            differences.AddRange(_input.Differences.FindAll(difference => !probed.Contains(difference.Path)));
            differences.Sort((left, right) => left.Path.CompareTo(right.Path));
        }

        return Compare(_input with { Differences = differences, IsProbed = true });
    }

    /// <summary>
    /// The contents whose hash is that of what stands on the target. Whoever chose one of the two may have chosen it
    /// for that, so such an equality has to be proven.
    /// </summary>
    /// <param name="contents">The hashes of <see cref="WantedContents"/>.</param>
    /// <returns>Their places in the list.</returns>
    public IReadOnlyList<int> FindEqual(IReadOnlyList<ContentHash> contents)
    {
        var equal = new List<int>();
        for (int i = 0; i < contents.Count; i++)
        {
            (_, Entry project, Entry baseline, Entry target) = _undecided[i];
            ContentHash there = target.Content.IsKnown ? target.Content
                : EntryComparison.KeepsContent(baseline, target) ? baseline.Content
                : ContentHash.Unknown;
            if (contents[i].IsKnown && contents[i] == there && project.Type == target.Type && project.Size == target.Size)
            {
                equal.Add(i);
            }
        }

        return equal;
    }

    /// <summary>
    /// Of contents that turned out to be others than the target's, those whose hash the project held: it cannot tell
    /// which of the two it held.
    /// </summary>
    /// <param name="contents">The hashes of <see cref="WantedContents"/>.</param>
    /// <param name="proven">The same without those that are others.</param>
    public List<RelativePath> FindAmbiguous(IReadOnlyList<ContentHash> contents, IReadOnlyList<ContentHash> proven)
    {
        var ambiguous = new List<RelativePath>();
        for (int i = 0; i < contents.Count && !_input.IsFirstContact; i++)
        {
            if (contents[i] != proven[i] && contents[i] == _undecided[i].Held.Content)
            {
                ambiguous.Add(_undecided[i].Path);
            }
        }

        return ambiguous;
    }

    /// <summary>Decides what was left.</summary>
    /// <param name="contents">
    /// For each of <see cref="WantedContents"/>, in that order, its hash; <see cref="ContentHash.Unknown"/> for one that could not be read,
    /// which then counts as different.
    /// </param>
    /// <param name="disputed">
    /// Paths where the project holds another content than somebody else's run put on the target, though no hash tells;
    /// null for none.
    /// </param>
    public SyncPlan Complete(IReadOnlyList<ContentHash> contents, IReadOnlySet<RelativePath>? disputed = null)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(contents.Count, _undecided.Count);
        var judge = new EntryJudge(_compared, new EntryComparison(_input));
        var late = new PlanLedger();
        for (int i = 0; i < _undecided.Count; i++)
        {
            Standing standing = _undecided[i];
            if (disputed?.Contains(standing.Path) == true && !_input.Options.Force)
            {
                // What was held is no common ground: which of the two contents it was, nobody can say.
                late.Conflicts.Add(standing with { Held = Entry.Absent });
                continue;
            }

            judge.TryJudge(standing with { Project = standing.Project with { Content = contents[i] } }, late, isFinal: true);
        }

        PlanLedger ledger = PlanLedger.Merge(_ledger, late);
        ChangeList changes = ConflictSparing.Apply(ledger.Changes, _input.Options.SparesConflicts ? ledger.Conflicts : [], ledger.Kept);
        if (_input.Direction == PlanDirection.Push)
        {
            // Of the project nothing is known beside what is compared: a pull looks for no contents there.
            changes = ContentSources.Assign(changes, _compared, _target);
        }

        if (_input.Options.Restores)
        {
            Restore(changes);
        }
        else
        {
            DeltaWorth.Apply(changes);
        }

        return new SyncPlan(_input, changes, ledger);
    }

    /// <summary>What would be sent is taken from what the target itself keeps.</summary>
    private static void Restore(ChangeList changes)
    {
        for (int i = 0; i < changes.Count; i++)
        {
            if (changes[i].Transfer is Transfer.Whole or Transfer.Delta)
            {
                changes[i] = changes[i] with { Transfer = Transfer.Restore };
            }
        }
    }
}
