using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>
/// Tells whether the target has what the project has and nothing else once a plan is carried out. Only then its run may
/// pass for a commit: what another client's run put there and this one keeps is in no commit that this project knows.
/// </summary>
internal static class TargetAgreement
{
    private const ushort ExecutableBit = 0x40;

    /// <summary>
    /// Whether all that is managed on the target will be the project's; permission bits count as far as git knows them.
    /// </summary>
    /// <param name="plan">A push's plan.</param>
    /// <param name="project">The scan it was made from.</param>
    public static bool ComesFrom(SyncPlan plan, Snapshot project)
    {
        if (plan.Held is not { } held || plan.Conflicts.Count > 0)
        {
            return false;
        }

        // Contents of the project are mostly not known by the scan: what it holds after the plan has them.
        Snapshot holds = plan.HeldAfter(held, After, []), stands = plan.ResultAfter(After, []);
        return IsSame(project.Entries, holds.Entries, stands.Entries);

        Entry After(int index) => plan.Changes[index].After;
    }

    private static bool IsSame(EntryList project, EntryList holds, EntryList stands)
    {
        if (project.Count != holds.Count || project.Count != stands.Count)
        {
            return false;
        }

        for (int i = 0; i < project.Count; i++)
        {
            ReadOnlySpan<byte> name = project.NameAt(i);
            bool isSameName = name.SequenceEqual(holds.NameAt(i)) && name.SequenceEqual(stands.NameAt(i));
            if (!isSameName || !IsHeld(project[i], holds[i]) || !IsSame(project[i], holds[i], stands[i])
                || !IsSame(project.ChildrenAt(i), holds.ChildrenAt(i), stands.ChildrenAt(i)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsHeld(in Entry project, in Entry holds) =>
        project.Type == holds.Type
        && (project.IsDirectory || (project.Size, project.ModifiedNs) == (holds.Size, holds.ModifiedNs));

    private static bool IsSame(in Entry project, in Entry holds, in Entry stands) =>
        (holds.Type, holds.Size, holds.Content) == (stands.Type, stands.Size, stands.Content)
        && (!project.IsFile || ((project.Mode ^ stands.Mode) & ExecutableBit) == 0);
}
