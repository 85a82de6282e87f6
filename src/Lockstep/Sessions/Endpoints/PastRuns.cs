using Lockstep.Files;
using Lockstep.Files.Past;
using Lockstep.Files.State;
using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Endpoints;

/// <summary>Tells what a target's history keeps.</summary>
internal static class PastRuns
{
    /// <summary>All runs, or one of them with what it did.</summary>
    /// <param name="target">The target.</param>
    /// <param name="run">The one run; 0 for all.</param>
    public static HistoryReply Describe(Target target, long run)
    {
        List<PastRun> kept = target.History?.ReadRuns() ?? [];
        if (run == 0)
        {
            return new HistoryReply(target.LastRun, kept, []);
        }

        return kept.Find(past => past.Run == run) is { } one
            ? new HistoryReply(target.LastRun, [one], target.History!.Read(run) is { } record ? ChangesOf(record) : [])
            : new HistoryReply(target.LastRun, [], []);
    }

    /// <summary>For each path the last run that changed it; null for one that is not kept any more.</summary>
    public static IReadOnlyList<PastRun?> Attribute(Target target, IReadOnlyList<RelativePath> paths) =>
        target.History is { } history ? RunAttributions.Find(history, paths) : new PastRun?[paths.Count];

    /// <summary>What a run did, but for what it could not do and what a rename tells already.</summary>
    private static List<Change> ChangesOf(RunRecord record)
    {
        HashSet<int> undone = [.. record.Outcome?.Kept ?? [], .. (record.Outcome?.Failed ?? []).ConvertAll(failed => failed.Index)];
        var changes = new List<Change>(record.Changes.Count);
        for (int i = 0; i < record.Changes.Count; i++)
        {
            Change change = record.Changes[i].Change;
            bool isTold = change.Kind == ChangeKind.Delete && record.Changes[i].Role == RunChangeRole.Moved;
            if (!undone.Contains(i) && !isTold && !change.IsHousekeeping)
            {
                changes.Add(change);
            }
        }

        return changes;
    }
}
