namespace Lockstep.Plan;

/// <summary>
/// The first push from a project to a target that has runs: nobody knows what of the target is older than the project's tree and what is newer. It goes
/// as git's fast-forward does, where the target's last run is a commit that the project's history contains, and where nothing of the target would change.
/// </summary>
public static class FirstContact
{
    /// <summary>Whether it takes git to judge a first contact: the last run is a commit, and nothing but it.</summary>
    /// <param name="last">The target's last run; null for none.</param>
    public static bool NeedsHistory(PastRun? last) => last?.Source is { IsClean: true, Commit.Length: > 0 };

    /// <summary>
    /// Whether a push that changes nothing has something to tell all the same: the project has come to a commit since
    /// the target's last run, so that the run may have left just that.
    /// </summary>
    /// <param name="last">The target's last run; null for none.</param>
    /// <param name="ours">The project that is at work now.</param>
    public static bool MayKnowCommit(PastRun? last, RunSource ours) =>
        last?.Source is { } source && source.IsOfProject(ours) && ours.Commit.Length > 0 && source.Commit != ours.Commit;

    /// <summary>Judges the plan of a first push.</summary>
    /// <param name="last">The target's last run; null for a target without runs. One that does not tell its source is of an old version: the first push claims it.</param>
    /// <param name="isContained">Whether its commit is contained in what the project has checked out; null where nobody can tell.</param>
    /// <param name="plan">What would be done, with the target's own last state for a base.</param>
    /// <returns>Why it is refused; null when it goes.</returns>
    public static Refusal? Judge(PastRun? last, bool? isContained, SyncPlan plan)
    {
        if (last is not { Source: { } source })
        {
            return null;
        }

        bool isFastForward = NeedsHistory(last) && isContained == true;
        return isFastForward || SparesWhatStands(last, plan) ? null : Refuse(last, source, isContained);
    }

    /// <summary>
    /// Without git a new entry replaces nothing; with it, or after an undo, it may be one that the other side has
    /// deleted.
    /// </summary>
    private static bool SparesWhatStands(PastRun last, SyncPlan plan)
    {
        bool maySpareAdditions = last.Source!.Commit.Length == 0 && last.Origin.Kind != RunKind.Undo;
        foreach (Change change in plan.Changes)
        {
            bool isAddition = change.Kind == ChangeKind.Add && maySpareAdditions;
            if (!change.IsHousekeeping && !isAddition)
            {
                return false;
            }
        }

        return true;
    }

    private static Refusal Refuse(PastRun last, RunSource source, bool? isContained)
    {
        string why = source switch
        {
            { Commit.Length: 0 } => "no commit tells what it has",
            { IsClean: false } => "it has changes that are in no commit",
            _ when isContained is null => "this checkout does not have its commit",
            _ => "its commit is not part of what is checked out here",
        };
        string remedy = source.IsClean && source.Commit.Length > 0
            ? "Get that commit first with 'git pull' or 'git fetch' and 'git merge' (a shallow checkout needs 'git fetch --unshallow')"
            : "See what differs with 'lockstep diff', take it with 'lockstep pull', and push then";
        return new Refusal(
            RefusalKind.FirstContact,
            $"nothing was ever pushed from here to the target, and the work of {last.Owner} would be replaced: {RunText.Of(last)}; {why}. "
            + $"Nothing was changed. {remedy}; --yes replaces it, which can be undone.");
    }
}
