namespace Lockstep.Plan;

/// <summary>Looks at a finished plan as a careful person would before it is executed.</summary>
internal static class PlanSafety
{
    /// <summary>Up to this many files are deleted without asking, whatever part of the baseline they are.</summary>
    public const int MaxUnaskedDeletions = 20;

    private const int MaxNamedPaths = 3;

    public static Refusal? Check(PlanInput input, List<Change> changes, List<Standing> conflicts) =>
        CheckProject(input) ?? (input.Options.SparesConflicts ? null : CheckConflicts(conflicts)) ?? CheckDeletions(input, changes);

    private static Refusal? CheckProject(PlanInput input)
    {
        if (!input.Project.Root.Exists)
        {
            return new Refusal(
                RefusalKind.MissingProject,
                "the project directory is not there, so nothing was changed on the target. Check the directory, or name another with -C DIR.");
        }

        if (input.Project.Entries.Count > 0 || input.Options.Confirmed)
        {
            return null;
        }

        string loss = input.Baseline.Count == 0 ? "" : $", and pushing it would empty the target of {Entries(input.Baseline.Count)}";
        return new Refusal(
            RefusalKind.EmptyProject,
            $"the project has no entry to send{loss}. Nothing was changed. "
            + "Look with 'lockstep explain PATH' why an entry is left out; --yes pushes it as it is.");
    }

    private static Refusal? CheckConflicts(List<Standing> conflicts)
    {
        if (conflicts.Count == 0)
        {
            return null;
        }

        string names = string.Join(", ", conflicts.Take(MaxNamedPaths).Select(standing => standing.Path));
        string more = conflicts.Count > MaxNamedPaths ? $" and {conflicts.Count - MaxNamedPaths} more" : "";
        return new Refusal(
            RefusalKind.Conflicts,
            $"the target has its own version of {Entries(conflicts.Count)} that the project has changed: {names}{more}. "
            + "Nothing was changed. See what differs with 'lockstep diff', "
            + "bring the target's version here with 'lockstep pull PATH', or overwrite it with --force.");
    }

    private static Refusal? CheckDeletions(PlanInput input, List<Change> changes)
    {
        int deletions = changes.Count(change => change.Kind == ChangeKind.Delete);
        if (input.Options.MaxDelete is { } most)
        {
            return deletions <= most ? null : new Refusal(
                RefusalKind.OverMaxDelete,
                $"{Entries(deletions)} would be deleted on the target, --max-delete allows {most}. Nothing was changed. "
                + "See which with --dry-run; a higher --max-delete allows them.");
        }

        int files = changes.Count(change => change.Kind == ChangeKind.Delete && !change.Before.IsDirectory);
        if (input.Options.Confirmed || files <= MaxUnaskedDeletions || deletions <= input.Baseline.Count / 2)
        {
            return null;
        }

        return new Refusal(
            RefusalKind.TooManyDeletions,
            $"{Entries(deletions)} would be deleted on the target, which is more than half of the {input.Baseline.Count} that were pushed there. "
            + "Nothing was changed. See which with --dry-run; --yes or --max-delete N allows it.");
    }

    private static string Entries(int count) => count == 1 ? "1 entry" : $"{count} entries";
}
