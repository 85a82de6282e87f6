namespace Lockstep.Plan;

/// <summary>A target belongs to the project of its last run: whoever stands in the wrong directory does not replace it.</summary>
public static class ProjectClaim
{
    /// <summary>Whether a target's last run leaves open that the target is another project's; only then the rest has to be found out.</summary>
    /// <param name="last">The target's last run; null for none.</param>
    /// <param name="ours">The project that is at work now.</param>
    public static bool IsInDoubt(PastRun? last, RunSource ours) =>
        last?.Source is { Project.Length: > 0 } theirs && ours.Project.Length > 0 && !theirs.IsOfProject(ours);

    /// <summary>
    /// Whether two projects that identify themselves differently are one all the same: the same path in a repository that has the other's commit, such as
    /// a branch with a first commit of its own.
    /// </summary>
    /// <param name="theirs">The source of the target's last run.</param>
    /// <param name="ours">The project that is at work now.</param>
    /// <param name="isContained">Whether its commit is contained in ours; null where nobody can tell.</param>
    public static bool IsSameRepository(RunSource theirs, RunSource ours, bool? isContained) =>
        isContained == true && PathOf(theirs.Project).SequenceEqual(PathOf(ours.Project));

    /// <summary>The refusal of a push from another project.</summary>
    /// <param name="last">The target's last run; its source is known.</param>
    /// <param name="ours">The project that is at work now.</param>
    public static Refusal Refuse(PastRun last, RunSource ours) => new(
        RefusalKind.OtherProject,
        $"the target belongs to another project: it was last changed by {RunText.Of(last)}, and this is {ours.Directory}. Nothing was changed. "
        + "Go to the right directory or name another target; --yes makes the target this project's from now on.");

    private static ReadOnlySpan<char> PathOf(string project)
    {
        int slash = project.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : project.AsSpan(slash);
    }
}
