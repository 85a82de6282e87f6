using System.Text;
using Lockstep.Plan;
using Lockstep.Plan.Names;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Plan;

/// <summary>
/// A project, a baseline and a target as they really are, planned as a session does it: the project's contents are not known before they are
/// asked for, the target tells its drift, and what is unmanaged there only where it is probed. Files that are as the project held them have the stamps they had.
/// </summary>
internal sealed class PlanScene
{
    private readonly Snapshot _baseline;
    private readonly Snapshot _project;
    private readonly Snapshot _target;

    public PlanScene(Snapshot project, Snapshot baseline, Snapshot? target = null)
    {
        _project = project;
        _baseline = baseline;
        _target = target ?? baseline;
    }

    public PlanOptions Options { get; init; } = new();

    /// <summary>What the project held; the baseline unless something is said.</summary>
    public Snapshot? Held { get; init; }

    public bool IsFirstContact { get; init; }

    /// <summary>Whether all files have the stamps they were held with, whatever is in them.</summary>
    public bool KeepsStamps { get; init; }

    /// <summary>Whether nothing is probed but what the project held and the baseline lacks.</summary>
    public bool ProbesOnlyHeld { get; init; }

    /// <summary>Paths that the filter excludes, and with them all below.</summary>
    public string[] Protected { get; init; } = [];

    /// <summary>Names that do not keep a directory from going.</summary>
    public Predicate<string> Disposable { get; init; } = _ => false;

    public string[] Unreadable { get; init; } = [];

    /// <summary>Which names the target takes for one.</summary>
    public NameFolding FoldsNames { get; init; }

    /// <summary>Whether the target is asked for what is unmanaged, as it is when it said that there is anything.</summary>
    public bool Probes { get; init; } = true;

    public PlanDraft Draft()
    {
        Snapshot held = Held ?? _baseline;
        Snapshot scanned = _project.Root.Exists ? Stamped(TreeText.WithoutContents(_project), path => KeepsStamps || held.Find(path) == _project.Find(path)) : _project;
        var input = new PlanInput(scanned, _baseline, DifferencesAt(path => _baseline.Find(path).Exists), Options)
        {
            IsProtected = (path, _) => Protected.Any(text => path == RelativePath.Parse(text) || path.IsBelow(RelativePath.Parse(text))),
            IsDisposable = (path, _) => Disposable(Encoding.UTF8.GetString(path.Name)),
            FoldsNames = FoldsNames,
            Unreadable = Unreadable.Select(RelativePath.Parse).ToHashSet(),
            Held = IsFirstContact ? null : Stamped(held, _ => true),
            IsFirstContact = IsFirstContact,
            ProbesOnlyHeld = ProbesOnlyHeld,
        };
        PlanDraft draft = PlanDraft.Compare(input);
        IReadOnlyList<RelativePath> probe = draft.UnmanagedProbe;
        return Probes && probe.Count > 0
            ? draft.WithProbed(DifferencesAt(path => !_baseline.Find(path).Exists && probe.Any(asked => path == asked || path.IsBelow(asked))))
            : draft;
    }

    public SyncPlan Plan()
    {
        PlanDraft draft = Draft();
        return draft.Complete([.. draft.WantedContents.Select(wanted => _project.Find(wanted.Path).Content)]);
    }

    /// <summary>The plan's lines, one word and a path each.</summary>
    public string[] Lines()
    {
        SyncPlan plan = Plan();
        return
        [
            .. plan.Changes.Where(change => !change.Path.IsRoot).Select(Line),
            .. plan.Bookkeeping.Where(edit => !edit.Path.IsRoot).Select(edit => $"{(edit.Entry.Exists ? "adopt" : "forget")} {edit.Path}"),
            .. plan.Drift.Select(difference => $"drift {difference.Path}"),
            .. plan.Kept.Select(difference => $"kept {difference.Path}"),
            .. plan.Conflicts.Select(standing => $"{(standing.IsByRun ? "clash" : "conflict")} {standing.Path}"),
        ];
    }

    private static Snapshot Stamped(Snapshot snapshot, Predicate<RelativePath> isAsHeld) => Snapshot.Absent.With(
        [.. TreeText.Flatten(snapshot).Select(pair => new EntryEdit(pair.Key, pair.Value, new FileStamp(isAsHeld(pair.Key) ? 1ul : 2, pair.Value.ModifiedNs)))]);

    private static string Line(Change change)
    {
        var line = new StringBuilder(change.Kind switch
        {
            ChangeKind.Add => "add",
            ChangeKind.Update => "update",
            ChangeKind.Delete => "delete",
            ChangeKind.Rename => "rename",
            _ => change.IsHousekeeping ? "touch" : "mode",
        });
        line.Append(' ').Append(change.Path);
        if (change.Transfer == Transfer.Delta)
        {
            line.Append(" by delta");
        }

        return change.Transfer == Transfer.Reuse ? line.Append(" from ").Append(change.Source).ToString() : line.ToString();
    }

    private List<Difference> DifferencesAt(Func<RelativePath, bool> isAsked)
    {
        SortedDictionary<RelativePath, Entry> baseline = TreeText.Flatten(_baseline), target = TreeText.Flatten(_target);
        return
        [
            .. baseline.Keys.Union(target.Keys).Order()
                .Where(path => isAsked(path) && baseline.GetValueOrDefault(path) != target.GetValueOrDefault(path))
                .Select(path => new Difference(path, target.GetValueOrDefault(path), baseline.ContainsKey(path))),
        ];
    }
}
