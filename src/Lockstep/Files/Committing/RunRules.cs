using Lockstep.Files.Past;
using Lockstep.Files.State;
using Lockstep.Filters;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Committing;

/// <summary>What every plan must obey, whoever sent it, before anything is staged for it.</summary>
internal static class RunRules
{
    /// <summary>Throws a <see cref="ProtocolException"/> that names the rule broken.</summary>
    public static void Check(IReadOnlyList<Change> changes)
    {
        for (int i = 0; i < changes.Count; i++)
        {
            Change change = changes[i];
            if (i > 0 && changes[i - 1].Path >= change.Path)
            {
                throw new ProtocolException($"change of '{change.Path}' is out of order after '{changes[i - 1].Path}'");
            }

            Refuse(ReservedNames.IsInState(change.Path) || ReservedNames.IsInState(change.Source), change, $"a path with '{DisplayText.Of(StateDirectory.Name)}' in it");
            Refuse(change.Kind is < ChangeKind.Add or > ChangeKind.Mode, change, $"a change of kind {(byte)change.Kind}");
            Refuse(change.Kind == ChangeKind.Delete ? change.After.Exists : !IsSendable(change.After.Type), change, $"an entry of type {change.After.Type} afterwards");
            Refuse(change.Kind == ChangeKind.Rename && change.After.IsDirectory, change, "a directory that is renamed: its entries are");
            Refuse((change.Kind == ChangeKind.Rename || change.Transfer == Transfer.Reuse) && change.Source.IsRoot, change, "a content from nowhere");
            Refuse(change.Path.IsRoot && (change.Kind is not (ChangeKind.Add or ChangeKind.Mode) || !change.After.IsDirectory), change, "a root that is not a directory");
        }
    }

    /// <summary>
    /// Throws a <see cref="ProtocolException"/> when the baseline cannot become what the run makes of it. The commit would find out when it is done, and so would
    /// everyone who recovers it.
    /// </summary>
    public static void CheckResult(Snapshot baseline, TargetRun run)
    {
        var changed = new EditView(run.Changes.Count, index => new EntryEdit(run.Changes[index].Path, run.Changes[index].After));
        var sources = new SortedSet<RelativePath>();
        foreach (Change change in run.Changes)
        {
            if (change.Kind == ChangeKind.Rename)
            {
                sources.Add(change.Source);
            }
        }

        RelativePath[] left = [.. sources];
        IReadOnlyList<EntryEdit> edits = EditView.Merge(run.Bookkeeping, changed);
        Snapshot result = baseline.With(EditView.Merge(edits, left.ConvertAll(path => new EntryEdit(path, Entry.Absent))));
        if (!result.Root.Exists && result.Entries.Count > 0)
        {
            throw new ProtocolException("the plan puts entries on the target and has no root for them");
        }
    }

    /// <summary>Throws a <see cref="ProtocolException"/> when something is to be restored that the past does not have a content of.</summary>
    public static void CheckRestores(IReadOnlyList<Change> changes, PastTree? past)
    {
        foreach (Change change in changes)
        {
            bool isKnown = change.Transfer != Transfer.Restore || (past is not null && past.TryFind(change.Path, out _));
            Refuse(!isKnown, change, "a content to be restored that is not in the past that was asked for");
        }
    }

    /// <summary>A root that was made in the meantime, or that was always there and never managed, is not added but set right.</summary>
    public static IReadOnlyList<Change> WithExistingRoot(IReadOnlyList<Change> changes, bool rootExists)
    {
        bool isSetRight = rootExists && changes is [{ Path.IsRoot: true, Kind: ChangeKind.Add }, ..];
        if (!isSetRight)
        {
            return changes;
        }

        ChangeList setRight = [.. changes];
        setRight[0] = changes[0] with { Kind = ChangeKind.Mode };
        return setRight;
    }

    private static bool IsSendable(EntryType type) => type is EntryType.File or EntryType.Directory or EntryType.Symlink;

    private static void Refuse(bool isBroken, in Change change, string what)
    {
        if (isBroken)
        {
            throw new ProtocolException($"the plan has '{change.Path}': {what}");
        }
    }
}
