using Lockstep.Tree;

namespace Lockstep.Plan.Comparing;

/// <summary>Finds contents that the target has already under another path, so that they are moved or copied there and not sent.</summary>
internal static class ContentSources
{
    /// <summary>
    /// The changes with renames and reuses in place of contents to send, and without the deletions that became renames. What is restored is copied out of the history,
    /// which is as good as another path.
    /// </summary>
    public static ChangeList Assign(ChangeList changes, PlanInput input, Snapshot target)
    {
        if (!changes.Any(change => WantsSource(change)))
        {
            return changes;
        }

        ChangeList assigned = RenameMatching.Apply(changes);
        if (input.Scope.IsEverything && !input.Options.Restores)
        {
            AssignReuses(assigned, input.Baseline, target);
        }

        return assigned;
    }

    /// <summary>Whether a content is to be sent that could be found elsewhere: a file's, known and not empty.</summary>
    public static bool WantsSource(in Change change) =>
        change.Transfer is Transfer.Whole or Transfer.Delta && change.After is { IsFile: true, Size: > 0, Content.IsKnown: true };

    /// <summary>A source is read before anything is changed, so that it may itself be replaced, renamed or deleted by the same plan.</summary>
    private static void AssignReuses(ChangeList changes, Snapshot baseline, Snapshot target)
    {
        var sources = new Dictionary<ContentHash, RelativePath>();
        foreach (Change change in changes)
        {
            if (WantsSource(change))
            {
                sources[change.After.Content] = RelativePath.Root;
            }
        }

        if (sources.Count == 0)
        {
            return;
        }

        FindSources(baseline.Entries, new PathBuffer(), target, sources);
        for (int i = 0; i < changes.Count; i++)
        {
            if (WantsSource(changes[i]) && sources[changes[i].After.Content] is { IsRoot: false } source)
            {
                changes[i] = changes[i] with { Transfer = Transfer.Reuse, Source = source };
            }
        }
    }

    private static void FindSources(EntryList list, PathBuffer path, Snapshot target, Dictionary<ContentHash, RelativePath> sources)
    {
        for (int i = 0; i < list.Count; i++)
        {
            ref readonly Entry entry = ref list[i];
            int previous = path.Enter(list.NameAt(i));
            if (entry.IsDirectory)
            {
                FindSources(list.ChildrenAt(i), path, target, sources);
            }
            else if (entry.IsFile && sources.TryGetValue(entry.Content, out RelativePath source) && source.IsRoot)
            {
                RelativePath candidate = path.ToPath();
                Entry actual = target.Find(candidate);
                bool isClean = actual.IsFile && EntryComparison.KeepsContent(entry, actual);
                sources[entry.Content] = isClean ? candidate : source;
            }

            path.Leave(previous);
        }
    }
}
