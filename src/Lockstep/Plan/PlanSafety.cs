using Lockstep.Plan.Comparing;
using Lockstep.Plan.Names;
using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>Looks at a finished plan as a careful person would before it is executed.</summary>
internal static class PlanSafety
{
    /// <summary>Up to this many files are deleted without asking, whatever part of the baseline they are.</summary>
    public const int MaxUnaskedDeletions = 20;

    private const int MaxNamedPaths = 3;
    private const int MaxListedPaths = 50;

    public static Refusal? Check(PlanInput input, ChangeList changes, PlanLedger ledger)
    {
        Refusal? refusal = input.Direction == PlanDirection.Pull
            ? CheckEmptied(input) ?? CheckOwn(ledger.Conflicts) ?? CheckDeletions(input, changes)
            : CheckProject(input) ?? (input.Options.SparesConflicts ? null : CheckConflicts(ledger.Conflicts) ?? CheckReplaced(changes, ledger.InTheWay)) ?? CheckDeletions(input, changes);
        return refusal ?? (input.FoldsNames == NameFolding.None ? null : NameClashes.Check(changes, input.FoldsNames));
    }

    private static Refusal? CheckEmptied(PlanInput input) =>
        input.Project.Count > 0 || input.Baseline.Count == 0 || input.Options.Confirmed ? null : new Refusal(
            RefusalKind.EmptyProject,
            $"nothing is left on the target, and pulling that would empty the project of {Entries(input.Baseline.Count)}. Nothing was changed. "
            + "'lockstep push' puts them there again; --yes pulls it as it is.");

    private static Refusal? CheckOwn(List<Standing> conflicts)
    {
        if (conflicts.Count == 0)
        {
            return null;
        }

        return new Refusal(
            RefusalKind.Conflicts,
            $"the project has its own version of {Entries(conflicts.Count)} that would be pulled: {Names(conflicts)}. "
            + "Nothing was changed. 'lockstep diff' shows what differs; --force takes the target's version, "
            + "and 'lockstep undo --local' brings back what was here.");
    }

    private static Refusal? CheckProject(PlanInput input)
    {
        if (!input.Project.Root.Exists)
        {
            return new Refusal(
                RefusalKind.MissingProject,
                "the project directory is not there, so nothing was changed on the target. Check the directory, or name another with -C DIR.");
        }

        if (input.Project.Entries.Count > 0 || input.Options.Confirmed || input.Options.AllowsEmpty)
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

        List<Standing> byRun = conflicts.FindAll(standing => standing.IsByRun);
        return byRun.Count > 0 ? CheckRuns(byRun, conflicts.Count - byRun.Count) : new Refusal(
            RefusalKind.Conflicts,
            $"the target has its own version of {Entries(conflicts.Count)} that the project has changed: {Names(conflicts)}. "
            + "Nothing was changed. Look with 'lockstep diff'; take the target's with 'lockstep pull --force PATH' (yours stays in the project's history); "
            + "or overwrite it with 'lockstep push --force' (it can be undone).");
    }

    private static Refusal CheckRuns(List<Standing> conflicts, int drifted) => new(
        RefusalKind.Conflicts,
        $"another client's push has changed {Entries(conflicts.Count)} that the project has changed too: {Names(conflicts)}. "
        + (drifted == 0 ? "" : $"Somebody changed {Entries(drifted)} more on the target. ")
        + "Nothing was changed. Look with 'lockstep diff'; take theirs with 'lockstep pull --force PATH' (yours stays in the project's history); "
        + "or put yours with 'lockstep push --force' (it can be undone).");

    /// <summary>What stays in a directory keeps it from being replaced: it is better said before everything else is done.</summary>
    private static Refusal? CheckReplaced(ChangeList changes, List<RelativePath> inTheWay)
    {
        List<RelativePath> replaced = inTheWay.Count == 0 ? [] :
            [.. changes.Where(change => change.Kind == ChangeKind.Update && change.Before.IsDirectory && !change.After.IsDirectory).Select(change => change.Path)];
        List<RelativePath> held = inTheWay.FindAll(path => replaced.Exists(path.IsBelow));
        return held.Count == 0 ? null : new Refusal(
            RefusalKind.InTheWay,
            $"{Names(replaced.FindAll(path => held.Exists(entry => entry.IsBelow(path))), MaxNamedPaths)} would make way for something that is no directory, and in it stays what Lockstep does not delete: "
            + $"{Names(held, MaxListedPaths)}. Nothing was changed. Move that away on the target; --mirror deletes what no rule protects, and the history keeps it.");
    }

    private static string Names(List<Standing> conflicts) => Names(conflicts.ConvertAll(standing => standing.Path), MaxNamedPaths);

    private static string Names(List<RelativePath> paths, int most)
    {
        string names = string.Join(", ", paths.Take(most));
        return paths.Count > most ? $"{names} and {paths.Count - most} more" : names;
    }

    private static Refusal? CheckDeletions(PlanInput input, ChangeList changes)
    {
        int deletions = changes.Count(change => change.Kind == ChangeKind.Delete);
        string where = input.Direction == PlanDirection.Pull ? "in the project" : "on the target";
        if (input.Options.MaxDelete is { } most)
        {
            return deletions <= most ? null : new Refusal(
                RefusalKind.OverMaxDelete,
                $"{Entries(deletions)} would be deleted {where}, --max-delete allows {most}. Nothing was changed. "
                + "See which with --dry-run; a higher --max-delete allows them.");
        }

        int files = changes.Count(change => change.Kind == ChangeKind.Delete && !change.Before.IsDirectory);
        if (input.Options.Confirmed || files <= MaxUnaskedDeletions || deletions <= input.Baseline.Count / 2)
        {
            return null;
        }

        return new Refusal(
            RefusalKind.TooManyDeletions,
            $"{Entries(deletions)} would be deleted {where}, which is more than half of the {input.Baseline.Count} that were pushed. "
            + "Nothing was changed. See which with --dry-run; --yes or --max-delete N allows it.");
    }

    private static string Entries(int count) => count == 1 ? "1 entry" : $"{count} entries";
}
