using Lockstep.Files.Drift;
using Lockstep.Files.Staging;
using Lockstep.Files.State;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Purging;

/// <summary>
/// Removes paths, and the contents that ever stood there, from all that a target's state keeps: past runs, stage, baseline. A purge that was interrupted is simply given
/// again: contents go first, and what the manifests say of the paths themselves, which tells which contents these are, goes last.
/// </summary>
/// <param name="state">The state directory, locked.</param>
/// <param name="root">The root; null where there is none.</param>
/// <param name="history">The history.</param>
/// <param name="baseline">The baseline.</param>
/// <param name="faults">Called before every step.</param>
internal sealed class HistoryPurge(DirectoryHandle state, RootedDirectory? root, RunHistory history, BaselineStore baseline, FaultHook? faults)
{
    /// <summary>Removes all of it, or only tells what there is.</summary>
    /// <param name="paths">The paths, with all below them.</param>
    /// <param name="isPreview">Nothing is changed.</param>
    public PurgeReport Run(IReadOnlyList<RelativePath> paths, bool isPreview)
    {
        var purged = new PurgedPaths(paths);
        List<PastRun> runs = history.ReadRuns();
        foreach (PastRun run in runs)
        {
            PurgeOf(run, purged)?.NoteContents();
        }

        var managed = new List<RelativePath>();
        CollectManaged(baseline.Snapshot.Entries, RelativePath.Root, purged, managed);
        var copies = new List<RelativePath>();
        CollectCopies(baseline.Snapshot.Entries, RelativePath.Root, purged, copies);
        managed.Sort();
        copies.Sort();
        List<RelativePath> standing = StandingOf(paths, managed);
        var stands = new HashSet<RelativePath>(standing);
        List<RelativePath> forgotten = managed.FindAll(path => !stands.Contains(path));
        (int affected, int count, long bytes) = RemoveContents(runs, purged, isPreview);
        bool hadStaged = StageDirectory.HasLeftovers(state);
        if (!isPreview)
        {
            RewriteManifests(runs, purged);
            faults?.Invoke(FaultPoint.Purge);
            StageDirectory.Empty(state);
            faults?.Invoke(FaultPoint.Purge);
            baseline.Rewrite(forgotten.ConvertAll(path => new EntryEdit(path, Entry.Absent)));
        }

        return new PurgeReport(affected, count, bytes, forgotten.Count, hadStaged, First(standing), First(copies));
    }

    private RunPurge? PurgeOf(PastRun run, PurgedPaths purged) => history.Read(run.Run) is { } record ? new RunPurge(history, record, purged) : null;

    private (int Runs, int Count, long Bytes) RemoveContents(List<PastRun> runs, PurgedPaths purged, bool isPreview)
    {
        (int affected, int all, long size) = (0, 0, 0);
        foreach (PastRun run in runs)
        {
            if (!isPreview)
            {
                faults?.Invoke(FaultPoint.Purge);
            }

            if (PurgeOf(run, purged)?.RemoveContents(isPreview) is (> 0 and int count, long bytes))
            {
                affected++;
                all += count;
                size += bytes;
            }
        }

        return (affected, all, size);
    }

    private void RewriteManifests(List<PastRun> runs, PurgedPaths purged)
    {
        // What the paths themselves had goes last: were it gone while a copy is still to be looked for, nobody would know which that is.
        foreach (bool atPaths in (ReadOnlySpan<bool>)[false, true])
        {
            for (int i = 0; i < runs.Count; i++)
            {
                if (PurgeOf(runs[i], purged) is { } run)
                {
                    faults?.Invoke(FaultPoint.Purge);
                    runs[i] = run.RewriteManifest(atPaths) ?? runs[i];
                }
            }
        }

        faults?.Invoke(FaultPoint.Purge);
        history.Rewrite(runs);
    }

    /// <summary>Which of the paths, and of what is managed below them, still stand on the target.</summary>
    private List<RelativePath> StandingOf(IReadOnlyList<RelativePath> paths, List<RelativePath> managed)
    {
        var all = new SortedSet<RelativePath>(managed);
        all.UnionWith(paths);
        RelativePath[] sorted = [.. all];
        return root is null ? [] : PathLook.At(root, sorted).ConvertAll(edit => edit.Path);
    }

    private static void CollectManaged(EntryList entries, RelativePath directory, PurgedPaths purged, List<RelativePath> managed)
    {
        for (int i = 0; i < entries.Count; i++)
        {
            RelativePath path = directory.Append(entries.NameAt(i));
            if (purged.Has(path))
            {
                purged.Note(entries[i]);
                managed.Add(path);
            }

            CollectManaged(entries.ChildrenAt(i), path, purged, managed);
        }
    }

    private static void CollectCopies(EntryList entries, RelativePath directory, PurgedPaths purged, List<RelativePath> copies)
    {
        for (int i = 0; i < entries.Count; i++)
        {
            RelativePath path = directory.Append(entries.NameAt(i));
            if (!purged.Has(path) && purged.NoteElsewhere(entries[i]))
            {
                copies.Add(path);
            }

            CollectCopies(entries.ChildrenAt(i), path, purged, copies);
        }
    }

    private static List<RelativePath> First(List<RelativePath> paths) => paths.Count <= PurgeReport.MaxPaths ? paths : paths.GetRange(0, PurgeReport.MaxPaths);
}
