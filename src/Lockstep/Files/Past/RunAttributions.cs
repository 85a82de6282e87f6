using Lockstep.Files.State;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Past;

/// <summary>Finds in the history which runs changed some paths last.</summary>
internal static class RunAttributions
{
    /// <summary>More runs are not read: what changed longer ago counts as changed by an earlier run.</summary>
    public const int MostRuns = 1000;

    /// <summary>For each path, in the order of the paths, the newest run that is kept and did something there; null for an earlier one.</summary>
    public static PastRun?[] Find(RunHistory history, IReadOnlyList<RelativePath> paths)
    {
        var found = new PastRun?[paths.Count];
        var missing = new Dictionary<RelativePath, int>(paths.Count);
        for (int i = 0; i < paths.Count; i++)
        {
            missing[paths[i]] = i;
        }

        List<PastRun> runs = history.ReadRuns();
        for (int i = runs.Count - 1; i >= Math.Max(0, runs.Count - MostRuns) && missing.Count > 0; i--)
        {
            if (history.Read(runs[i].Run) is { } record)
            {
                Take(record, runs[i], missing, found);
            }
        }

        return found;
    }

    private static void Take(RunRecord record, PastRun run, Dictionary<RelativePath, int> missing, PastRun?[] found)
    {
        HashSet<int> undone = [.. record.Outcome?.Kept ?? [], .. (record.Outcome?.Failed ?? []).ConvertAll(failed => failed.Index)];
        for (int i = 0; i < record.Changes.Count; i++)
        {
            if (!undone.Contains(i) && missing.Remove(record.Changes[i].Change.Path, out int index))
            {
                found[index] = run;
            }
        }

        foreach (EntryEdit edit in record.Bookkeeping)
        {
            if (missing.Remove(edit.Path, out int index))
            {
                found[index] = run;
            }
        }
    }
}
