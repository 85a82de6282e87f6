using Lockstep.Tree;

namespace Lockstep.Plan.Comparing;

/// <summary>Decides about one path from what stands there on all sides. Where and in which order the paths come is not its business.</summary>
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
        standing = standing with { Project = comparison.WithContentOf(standing), Target = WithContentOf(standing.Baseline, standing.Target) };
        (_, Entry project, _, Entry target) = standing;
        Entry agreed = standing.Base;
        bool isUnmanagedDirectory = project.IsDirectory && target.IsDirectory && !standing.Baseline.Exists;
        if (_options.Force || isUnmanagedDirectory || EntryComparison.KeepsValue(agreed, target))
        {
            return TryPut(standing, ledger, isFinal);
        }

        Likeness toBaseline = comparison.CompareContent(project, agreed);
        Likeness toTarget = comparison.CompareWithTarget(standing);
        if (!isFinal && (toBaseline == Likeness.Undecided || toTarget == Likeness.Undecided))
        {
            return false;
        }

        bool isChangedThereAlone = toBaseline == Likeness.Same && project.Mode == agreed.Mode;
        bool isPulled = agreed.Exists && toTarget == Likeness.Same && project.Mode != target.Mode && PulledMode.MayComeFrom(target.Mode, project.Mode);
        if ((isChangedThereAlone || isPulled) && input.Direction == PlanDirection.Push)
        {
            if (!isChangedThereAlone)
            {
                // The content is agreed on; the bits that a pull left out stay the target's own.
                ledger.Bookkeeping.Add(new EntryEdit(standing.Path, Known(project, target)));
            }

            Keep(standing, ledger);

            // A hash that was made in this run and is that of what stands nowhere any more cannot be proven: the file
            // is read again next time.
            bool isProven = toTarget == Likeness.Same || !isFinal;
            Entry known = Known(project, isChangedThereAlone ? agreed : target);
            Hold(isProven ? standing : standing with { Stamp = default }, known, ledger);
            return true;
        }

        // Nobody here took away the bits that a pull left out: only the content is put.
        bool keepsBits = standing.Held.Exists && project.Mode == agreed.Mode && EntryComparison.KeepsContent(agreed, target) && PulledMode.MayComeFrom(target.Mode, project.Mode);
        if (keepsBits && toTarget == Likeness.Different && input.Direction == PlanDirection.Push)
        {
            Entry after = project with { Mode = target.Mode };
            ledger.Changes.Add(new Change(ChangeKind.Update, standing.Path, target, after, TransferOf(project, target)) { Stamp = standing.Stamp, OwnMode = project.Mode });
            return true;
        }

        // Permission bits that nobody agreed on are set; contents are not.
        bool isAgreedByNobody = !standing.Baseline.Exists && !standing.Held.Exists;
        bool isSameValue = toTarget == Likeness.Same && (project.Mode == target.Mode || isAgreedByNobody);
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
    /// <param name="isReplaced">Whether the project has something else where the target has the directory that holds it.</param>
    public void JudgeAbsent(in Standing standing, PlanLedger ledger, bool isUnreadable, bool isReplaced)
    {
        (RelativePath path, _, Entry baseline, Entry target) = standing;
        if (!standing.Held.Exists || !baseline.Exists)
        {
            JudgeNotOurs(standing, ledger, isUnreadable, isReplaced);
        }
        else if (isUnreadable)
        {
            ledger.Withheld++;
        }
        else if (!target.Exists || input.IsProtected(path, baseline.IsDirectory))
        {
            Forget(standing, ledger);
        }
        else if (!_options.Deletes)
        {
            ledger.Withheld++;
        }
        else if (_options.Force || EntryComparison.KeepsContent(standing.Base, WithContentOf(baseline, target)))
        {
            ledger.Changes.Add(new Change(ChangeKind.Delete, path, WithContentOf(baseline, target), Entry.Absent));
        }
        else
        {
            ledger.Conflicts.Add(standing);
        }
    }

    /// <summary>What is not as it was agreed there alone stays; bits of a directory that a pull left out are no news.</summary>
    private static void Keep(in Standing standing, PlanLedger ledger)
    {
        (_, Entry project, _, Entry target) = standing;
        bool isOfBitsAlone = project.IsDirectory && target.IsDirectory && standing.IsByRun && PulledMode.MayComeFrom(target.Mode, project.Mode);
        if (isOfBitsAlone)
        {
            ledger.Unchanged++;
            return;
        }

        (standing.IsByRun ? ledger.Kept : ledger.Drift).Add(new Difference(standing.Path, target, standing.Baseline.Exists || standing.Held.Exists));
    }

    /// <summary>What the project lacks and never held, or what another client deleted already.</summary>
    private void JudgeNotOurs(in Standing standing, PlanLedger ledger, bool isUnreadable, bool isReplaced)
    {
        (RelativePath path, _, Entry baseline, Entry target) = standing;
        bool isProtected = input.IsProtected(path, (standing.Held.Exists ? standing.Held : target).IsDirectory);
        if (standing.Held.Exists && !isUnreadable && !isProtected)
        {
            ledger.Held.Add(new EntryEdit(path, Entry.Absent));
        }

        if (!baseline.Exists)
        {
            if (target.Exists)
            {
                JudgeUnmanaged(standing, ledger, isUnreadable);
            }
        }
        else if (!target.Exists && !isUnreadable)
        {
            // What stands nowhere is managed for nobody.
            Forget(standing, ledger);
        }
        else if (target.Exists && !isUnreadable && !isProtected)
        {
            JudgeForeign(standing, ledger, isReplaced);
        }
    }

    /// <summary>What another client's run put there is deleted by nobody else unless he insists.</summary>
    private void JudgeForeign(in Standing standing, PlanLedger ledger, bool isReplaced)
    {
        bool isForced = _options is { Force: true, Deletes: true } && (_options.IsMirror || isReplaced);
        if (isForced)
        {
            ledger.Changes.Add(new Change(ChangeKind.Delete, standing.Path, WithContentOf(standing.Baseline, standing.Target), Entry.Absent));
        }
        else if (isReplaced)
        {
            ledger.Conflicts.Add(standing);
        }
        else
        {
            ledger.Kept.Add(new Difference(standing.Path, WithContentOf(standing.Baseline, standing.Target), IsManaged: true));
        }
    }

    /// <summary>
    /// What is protected by now is not managed any more, but the project goes on holding it: it is still ours when the rule goes. What another client has changed since
    /// is managed for that client.
    /// </summary>
    private void Forget(in Standing standing, PlanLedger ledger)
    {
        bool isGone = !standing.Target.Exists;
        if (isGone || (!input.IsFirstContact && EntryComparison.KeepsValue(standing.Held, standing.Baseline)))
        {
            ledger.Bookkeeping.Add(new EntryEdit(standing.Path, Entry.Absent));
            ledger.Forgotten++;
        }

        // At a first contact nothing was agreed on yet: what is protected is nothing that this project holds.
        bool isHeldNoMore = isGone && standing.Held.Exists && !input.IsProtected(standing.Path, standing.Baseline.IsDirectory);
        if (input.IsFirstContact || isHeldNoMore)
        {
            ledger.Held.Add(new EntryEdit(standing.Path, Entry.Absent));
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
        (RelativePath path, Entry project, _, Entry target) = standing;
        if (!target.Exists)
        {
            Transfer whole = project.HasContent ? Transfer.Whole : Transfer.None;
            ledger.Changes.Add(new Change(ChangeKind.Add, path, Entry.Absent, project, whole) { Stamp = standing.Stamp });
            return true;
        }

        Likeness likeness = comparison.CompareWithTarget(standing);
        if (likeness == Likeness.Undecided && !isFinal)
        {
            return false;
        }

        if (likeness == Likeness.Same)
        {
            Entry known = Known(project, target);
            PutMetadata(standing, known, ledger);
            return true;
        }

        ledger.Changes.Add(new Change(ChangeKind.Update, path, target, project, TransferOf(project, target)) { Stamp = standing.Stamp });
        return true;
    }

    private void PutMetadata(in Standing standing, in Entry project, PlanLedger ledger)
    {
        (RelativePath path, _, Entry baseline, Entry target) = standing;
        bool hasSetTime = HasSetTime(standing, project);
        bool leavesBits = project.IsDirectory && project.Mode == standing.Held.Mode && PulledMode.MayComeFrom(target.Mode, project.Mode);
        bool setsMode = project.Mode != target.Mode && (_options.Force || !leavesBits);
        bool setsTime = project.ModifiedNs != target.ModifiedNs && (hasSetTime || (_options.Force && !input.IsFirstContact));
        if (setsMode || setsTime)
        {
            ledger.Changes.Add(new Change(ChangeKind.Mode, path, target, project) { Stamp = standing.Stamp });
            return;
        }

        ledger.Unchanged++;
        bool isNewTime = project.ModifiedNs == target.ModifiedNs && baseline.ModifiedNs != target.ModifiedNs;
        if (!baseline.Exists || isNewTime || !EntryComparison.KeepsValue(baseline, target))
        {
            ledger.Bookkeeping.Add(new EntryEdit(path, target with { Content = project.Content }));
        }

        Hold(standing, project, ledger);
    }

    /// <summary>
    /// Whether the project has set a modification time since it and the target last agreed. A time that differs for
    /// another reason is no change, and where both came to the same content each has a time of its own.
    /// </summary>
    private bool HasSetTime(in Standing standing, in Entry project) => standing.Held.Exists
        ? !input.IsFirstContact && project.ModifiedNs != standing.Held.ModifiedNs
            && (input.TrustsTimes || EntryComparison.KeepsContent(standing.Held, standing.Target))
        : input.TrustsTimes;

    /// <summary>The project's entry with the content of one that has the same. A directory has none, whatever it took the place of.</summary>
    private static Entry Known(in Entry project, in Entry same) =>
        project.Content.IsKnown || !project.HasContent ? project : project with { Content = same.Content };

    private static void Hold(in Standing standing, in Entry project, PlanLedger ledger)
    {
        if (project != standing.Held || (project.HasContent && standing.Stamp != standing.HeldStamp))
        {
            ledger.Held.Add(new EntryEdit(standing.Path, project, standing.Stamp));
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
