using Lockstep.Files.Sources;
using Lockstep.Plan;

namespace Lockstep.Sessions.Claiming;

/// <summary>Finds out what it takes to judge whose a target is (<see cref="ProjectClaim"/>, <see cref="FirstContact"/>). Blocks where git has to be asked.</summary>
/// <param name="project">The project that is at work now.</param>
/// <param name="isConfirmed">Whether the user has agreed to take a target over.</param>
internal sealed class TargetClaim(ProjectSource project, bool isConfirmed)
{
    /// <summary>Why a target is not this project's to change; null when it is, or is taken over.</summary>
    /// <param name="ours">This project.</param>
    /// <param name="last">The target's last run; null for none.</param>
    public Refusal? CheckProject(RunSource ours, PastRun? last)
    {
        if (isConfirmed || !ProjectClaim.IsInDoubt(last, ours))
        {
            return null;
        }

        RunSource theirs = last!.Source!;
        bool isOurs = project.WasDirectory(theirs) || ProjectClaim.IsSameRepository(theirs, ours, project.Contains(theirs.Commit));
        return isOurs ? null : ProjectClaim.Refuse(last, ours);
    }

    /// <summary>Why a first push does not go; null when it does.</summary>
    /// <param name="last">The target's last run; null for none.</param>
    /// <param name="plan">What would be done.</param>
    public Refusal? CheckContact(PastRun? last, SyncPlan plan) => isConfirmed
        ? null
        : FirstContact.Judge(last, FirstContact.NeedsHistory(last) ? project.Contains(last!.Source!.Commit) : null, plan);

    /// <summary>Why runs are not undone unasked; null when all of them are this person's, from this project.</summary>
    /// <param name="ours">This project.</param>
    /// <param name="owner">Who undoes.</param>
    /// <param name="runs">The runs, oldest first.</param>
    public Refusal? CheckUndo(RunSource ours, string owner, IEnumerable<PastRun> runs)
    {
        PastRun? foreign = isConfirmed ? null : runs.LastOrDefault(run => run.Owner != owner || CheckProject(ours, run) is not null);
        return foreign is null ? null : new Refusal(
            RefusalKind.ForeignRun,
            $"this would undo somebody else's work: {RunText.Of(foreign)}. Nothing was changed. See what it did with 'lockstep history {foreign.Run}'; --yes undoes it.");
    }
}
