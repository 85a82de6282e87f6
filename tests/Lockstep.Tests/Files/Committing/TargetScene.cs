using System.Text;
using Lockstep.Files;
using Lockstep.Files.Drift;
using Lockstep.Files.Past;
using Lockstep.Files.Staging;
using Lockstep.Plan;
using Lockstep.Sessions.Undoing;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Committing;

/// <summary>
/// A target in a directory of its own, pushed to as a session does it: open, compare with the disk, plan, stage, commit. Projects are
/// trees written as text (<see cref="TreeText"/>).
/// </summary>
internal sealed class TargetScene : IDisposable
{
    private const string FastPlace = "/dev/shm";

    private readonly bool _isOwner;

    /// <param name="onDisk">Whether a real disk is meant rather than memory.</param>
    public TargetScene(bool onDisk = false)
        : this(Path.Combine(onDisk || !Directory.Exists(FastPlace) ? Path.GetTempPath() : FastPlace, $"lockstep-scene-{Guid.NewGuid():N}"), isOwner: true)
    {
    }

    private TargetScene(string place, bool isOwner)
    {
        Place = place;
        _isOwner = isOwner;
        Directory.CreateDirectory(Path.Combine(Place, "login"));
        Options = new TargetOptions { LoginDirectory = Encoding.UTF8.GetBytes(Path.Combine(Place, "login")) };
    }

    public string Place { get; }

    public string RootPath => Path.Combine(Place, "sites", "app");

    public string StatePath => Path.Combine(Place, "sites", ".lockstep", "app");

    public TargetOptions Options { get; set; }

    public ContentBook Contents { get; init; } = new("", "1", "2", "33", "333");

    public string[] Disposable { get; init; } = [];

    public Retention Retention { get; init; } = Retention.Default;

    /// <summary>What stands in the root now.</summary>
    public Snapshot Disk => DiskTree.Read(RootPath);

    public string this[string relative] => Path.Combine(RootPath, relative);

    /// <summary>A scene in a place that another process set up.</summary>
    public static TargetScene Join(string place, Retention? retention = null, ContentBook? contents = null) => new(place, isOwner: false)
    {
        Retention = retention ?? Retention.Default,
        Contents = contents ?? new("", "1", "2", "33", "333"),
    };

    /// <summary>Makes all of it the other user's (<see cref="State.OtherUser"/>).</summary>
    public void GiveAway() => State.OtherUser.Own(Place);

    public Snapshot Project(string lines)
    {
        Contents.AddPicture(lines);
        return TreeText.Picture(lines);
    }

    public Target Open(bool isPreview = false, FaultHook? faults = null) =>
        Target.Open(Encoding.UTF8.GetBytes(RootPath), "tester@here", isPreview, Options with { Faults = faults });

    public CommitReport Push(string project, PlanOptions? options = null) => Push(Project(project), options);

    private static SealKey RunKey { get; } = Seals.NewKey();

    public CommitReport Push(Snapshot project, PlanOptions? options = null, FaultHook? faults = null)
    {
        using Target target = Open(faults: faults);
        return Push(target, project, options);
    }

    public CommitReport Push(Target target, Snapshot project, PlanOptions? options = null)
    {
        TargetRun run = Plan(target, project, options);
        Stage stage = target.Begin(run);
        Send(stage, project);
        CommitReport report = target.Commit();
        target.Prune();
        return report;
    }

    /// <summary>Undoes the last run.</summary>
    public CommitReport Undo(FaultHook? faults = null)
    {
        using Target target = Open(faults: faults);
        PastTree past = target.ReadPast(target.LastRun, []);
        var overlay = new PastOverlay(target.Baseline, past.Entries, []);
        var options = new PlanOptions { Confirmed = true, AllowsEmpty = true, Restores = true };
        PlanDraft draft = PlanDraft.Compare(new PlanInput(overlay.Wanted, target.Baseline, [], options) { IsProbed = true, Released = overlay.Released });
        SyncPlan plan = draft.Complete([.. draft.WantedContents.Select(_ => ContentHash.Unknown)]);
        Assert.Null(plan.Refusal);
        // Nobody seals the past: it says itself what lives where.
        target.Begin(RunOf(plan.Changes, plan.Bookkeeping, []) with { Changes = plan.Changes, Key = null });
        CommitReport report = target.Commit();
        target.Prune();
        return report;
    }

    /// <summary>A push by one who cannot read all that stands there: taken for what the baseline says, but for its stamps.</summary>
    public CommitReport PushBlindly(Snapshot project, FaultHook? faults)
    {
        using Target target = Open(faults: faults);
        PlanDraft draft = PlanDraft.Compare(new PlanInput(project, target.Baseline, [], new PlanOptions { Confirmed = true }) { IsProbed = true });
        SyncPlan plan = draft.Complete([.. draft.WantedContents.Select(wanted => project.Find(wanted.Path).Content)]);
        CommitReport report = Commit(plan);
        // As a client does: what cannot be read is not proven to be what it is to be, and is sent.
        return report.Unproven.Count == 0 ? report : Commit(plan.Sending(report.Unproven.ToHashSet()));

        CommitReport Commit(SyncPlan plan)
        {
            Stage stage = target.Begin(RunOf(plan.Changes, plan.Bookkeeping, [.. TreeText.Flatten(target.Baseline).Select(pair => new EntryEdit(pair.Key, pair.Value))]));
            Send(stage, project);
            return target.Commit();
        }
    }

    /// <summary>A run that is made by hand.</summary>
    public CommitReport Run(params Change[] changes)
    {
        using Target target = Open();
        Stage stage = target.Begin(RunOf(changes, [], []));
        Send(stage, null);
        return target.Commit();
    }

    /// <summary>Sends what the stage does not have yet.</summary>
    public void Send(Stage stage, Snapshot? project)
    {
        HashSet<int> complete = [.. stage.Leftovers.Complete.Select(content => content.Index)];
        using StageWriter writer = stage.OpenWriter();
        for (int i = 0; i < stage.Changes.Count; i++)
        {
            Change change = stage.Changes[i];
            if (change.Transfer is Transfer.Whole or Transfer.Delta && !complete.Contains(i))
            {
                Entry entry = project?.Find(change.Path) ?? change.After;
                writer.WriteWhole(i, entry, Contents[entry.Content]);
            }
        }
    }

    public TargetRun Plan(Target target, Snapshot project, PlanOptions? options = null)
    {
        IReadOnlyList<Difference> differences = [];
        IReadOnlyList<EntryEdit> restamped = [];
        IReadOnlyList<Difference> probed = [];
        if (target.Root.Tree is { } tree)
        {
            DriftReport drift = DriftCheck.Compare(tree, target.Baseline, CancellationToken.None);
            (differences, restamped) = (drift.Differences, drift.Restamped);
            probed = UnmanagedProbe.Probe(tree, target.Baseline, [RelativePath.Root], CancellationToken.None).Found;
        }

        IReadOnlyList<Difference> all = [.. differences.Concat(probed).OrderBy(difference => difference.Path)];
        var input = new PlanInput(project, target.Baseline, all, options ?? new PlanOptions { Confirmed = true }) { IsProbed = true };
        PlanDraft draft = PlanDraft.Compare(input);
        SyncPlan plan = draft.Complete([.. draft.WantedContents.Select(wanted => project.Find(wanted.Path).Content)]);
        if (plan.Refusal is { } refusal)
        {
            throw new SyncException(ExitCode.Refused, refusal.Message);
        }

        return RunOf(plan.Changes, plan.Bookkeeping, [.. all.Select(difference => new EntryEdit(difference.Path, difference.Actual)).Concat(restamped).OrderBy(edit => edit.Path)]);
    }

    public TargetRun RunOf(IReadOnlyList<Change> changes, IReadOnlyList<EntryEdit> bookkeeping, IReadOnlyList<EntryEdit> seen) => new(
        [.. changes.Select(Sealed)],
        bookkeeping,
        seen,
        (name, _) => Disposable.Contains(Encoding.UTF8.GetString(name)),
        "tester@here",
        Retention)
    {
        Key = RunKey,
    };

    /// <summary>A change as a client sends it that has the content.</summary>
    private Change Sealed(Change change) =>
        change.Transfer == Transfer.Reuse && Contents.Find(change.After.Content) is { } content ? change with { Seal = Seals.Of(content, RunKey) } : change;

    /// <summary>Asserts that the root is exactly a project, and that nothing is left lying about.</summary>
    public void AssertIs(Snapshot project)
    {
        AssertSame(TreeText.Flatten(project), TreeText.Flatten(Disk));
        AssertClean();
    }

    /// <summary>Asserts that no journal and no staged content is left.</summary>
    public void AssertClean()
    {
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(StatePath, "stage")));
        Assert.False(File.Exists(Path.Combine(StatePath, "journal")));
    }

    public static void AssertSame(SortedDictionary<RelativePath, Entry> expected, SortedDictionary<RelativePath, Entry> actual) =>
        Assert.Equal(Lines(expected), Lines(actual));

    public void Dispose()
    {
        if (!_isOwner)
        {
            return;
        }

        using (var removal = System.Diagnostics.Process.Start("chmod", ["-R", "u+rwX", Place]))
        {
            removal.WaitForExit();
        }

        Directory.Delete(Place, recursive: true);
    }

    private static string Lines(SortedDictionary<RelativePath, Entry> entries) =>
        string.Join('\n', entries.Select(pair => $"{pair.Key} {pair.Value.Type} {Convert.ToString(pair.Value.Mode, 8)} {pair.Value.ModifiedNs} {pair.Value.Content}"));
}
