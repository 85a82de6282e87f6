using Lockstep.Tree;

namespace Lockstep.Plan.Comparing;

/// <summary>Decides about one path from what stands there on the three sides. Where and in which order the paths come is not its business.</summary>
internal sealed class EntryJudge(PlanInput input, EntryComparison comparison)
{
    /// <summary>Files of less than this are sent whole: a signature and a delta of a smaller one save next to nothing.</summary>
    public const int MinDeltaLength = 64 * 1024;

    private readonly PlanOptions _options = input.Options;

    /// <summary>Decides about a path that the project has.</summary>
    /// <param name="standing">What stands there.</param>
    /// <param name="ledger">Takes the decision.</param>
    /// <param name="isFinal">Whether the project's content is as known as it gets; if not, a decision that hangs on it is put off.</param>
    /// <returns>Whether it was decided.</returns>
    public bool TryJudge(Standing standing, PlanLedger ledger, bool isFinal)
    {
        if (!EntryComparison.HasForeignTime(standing))
        {
            standing = standing with { Project = comparison.WithContentOf(standing.Baseline, standing.Project) };
        }

        (_, Entry project, Entry baseline, Entry target) = standing;
        if (_options.Force || EntryComparison.KeepsValue(baseline, target))
        {
            return TryPut(standing, ledger, isFinal);
        }

        Likeness toBaseline = comparison.CompareContent(project, baseline);
        Likeness toTarget = comparison.CompareWithTarget(standing);
        if (!isFinal && (toBaseline == Likeness.Undecided || toTarget == Likeness.Undecided))
        {
            return false;
        }

        bool isChangedThereAlone = toBaseline == Likeness.Same && project.Mode == baseline.Mode;
        bool isPulled = baseline.Exists && toTarget == Likeness.Same && project.Mode != target.Mode && PulledMode.MayComeFrom(target.Mode, project.Mode);
        if ((isChangedThereAlone || isPulled) && input.Direction == PlanDirection.Push)
        {
            if (!isChangedThereAlone)
            {
                // The content is agreed on; the bits that a pull left out stay the target's own.
                ledger.Bookkeeping.Add(new EntryEdit(standing.Path, project.Content.IsKnown ? project : project with { Content = target.Content }));
            }

            ledger.Drift.Add(new Difference(standing.Path, target, IsManaged: true));
            return true;
        }

        // Permission bits that nobody agreed on are set; contents are not.
        bool isSameValue = toTarget == Likeness.Same && (project.Mode == target.Mode || !baseline.Exists);
        if (isSameValue)
        {
            return TryPut(standing, ledger, isFinal);
        }

        ledger.Conflicts.Add(standing);
        return true;
    }

    /// <summary>Decides about a path that the project does not have.</summary>
    /// <param name="standing">What stands there.</param>
    /// <param name="ledger">Takes the decision.</param>
    /// <param name="isUnreadable">Whether the project may have it after all, as it could not be read there.</param>
    public void JudgeAbsent(in Standing standing, PlanLedger ledger, bool isUnreadable)
    {
        (RelativePath path, _, Entry baseline, Entry target) = standing;
        if (!baseline.Exists)
        {
            JudgeUnmanaged(standing, ledger, isUnreadable);
        }
        else if (isUnreadable)
        {
            ledger.Withheld++;
        }
        else if (!target.Exists || input.IsProtected(path, baseline.IsDirectory))
        {
            ledger.Bookkeeping.Add(new EntryEdit(path, Entry.Absent));
            ledger.Forgotten++;
        }
        else if (!_options.Deletes)
        {
            ledger.Withheld++;
        }
        else if (_options.Force || EntryComparison.KeepsContent(baseline, target))
        {
            ledger.Changes.Add(new Change(ChangeKind.Delete, path, WithContentOf(baseline, target), Entry.Absent));
        }
        else
        {
            ledger.Conflicts.Add(standing);
        }
    }

    private void JudgeUnmanaged(in Standing standing, PlanLedger ledger, bool isUnreadable)
    {
        (RelativePath path, _, _, Entry target) = standing;
        if (_options.IsMirror && _options.Deletes && !isUnreadable && !input.IsProtected(path, target.IsDirectory))
        {
            ledger.Changes.Add(new Change(ChangeKind.Delete, path, target, Entry.Absent));
            return;
        }

        ledger.Unmanaged++;
    }

    /// <summary>Makes the target's entry the project's, by as little as it takes.</summary>
    private bool TryPut(in Standing standing, PlanLedger ledger, bool isFinal)
    {
        (RelativePath path, Entry project, Entry baseline, Entry target) = standing;
        target = WithContentOf(baseline, target);
        if (!target.Exists)
        {
            ledger.Changes.Add(new Change(ChangeKind.Add, path, Entry.Absent, project, project.HasContent ? Transfer.Whole : Transfer.None));
            return true;
        }

        Likeness likeness = comparison.CompareWithTarget(standing);
        if (likeness == Likeness.Undecided && !isFinal)
        {
            return false;
        }

        if (likeness == Likeness.Same)
        {
            Entry known = project.Content.IsKnown ? project : project with { Content = target.Content };
            PutMetadata(path, known, baseline, target, ledger);
            return true;
        }

        ledger.Changes.Add(new Change(ChangeKind.Update, path, target, project, TransferOf(project, target)));
        return true;
    }

    private void PutMetadata(RelativePath path, in Entry project, in Entry baseline, in Entry target, PlanLedger ledger)
    {
        bool isAsBaseline = baseline.Exists && project.Mode == baseline.Mode && project.ModifiedNs == baseline.ModifiedNs;
        bool isAsTarget = project.Mode == target.Mode && project.ModifiedNs == target.ModifiedNs;
        bool hasDriftedInTimeOnly = isAsBaseline && EntryComparison.KeepsValue(baseline, target);
        if (!isAsTarget && (_options.Force || !hasDriftedInTimeOnly))
        {
            ledger.Changes.Add(new Change(ChangeKind.Mode, path, target, project));
            return;
        }

        ledger.Unchanged++;
        if (!isAsBaseline || !EntryComparison.KeepsContent(baseline, target))
        {
            ledger.Bookkeeping.Add(new EntryEdit(path, project));
        }
    }

    private Transfer TransferOf(in Entry project, in Entry target)
    {
        bool isLarge = input.Direction == PlanDirection.Push && project.IsFile && target.IsFile && project.Size >= MinDeltaLength && target.Size >= MinDeltaLength;
        return isLarge ? Transfer.Delta : project.HasContent ? Transfer.Whole : Transfer.None;
    }

    private static Entry WithContentOf(in Entry baseline, in Entry target) =>
        !target.Content.IsKnown && EntryComparison.KeepsContent(baseline, target) ? target with { Content = baseline.Content } : target;
}
