using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>
/// Goes through project, baseline and target side by side, in path order, and has every path judged that is not surely the same on all.
/// What is the same costs a comparison and no memory; a directory that all three share costs nothing.
/// </summary>
internal sealed class ThreeWayWalk
{
    private readonly PlanInput _input;
    private readonly Snapshot _target;
    private readonly EntryComparison _comparison;
    private readonly EntryJudge _judge;
    private readonly PathBuffer _path = new();
    private readonly Lazy<HashSet<long>> _knownSizes;

    public ThreeWayWalk(PlanInput input, Snapshot target)
    {
        _input = input;
        _target = target;
        _comparison = new EntryComparison(input.Options);
        _judge = new EntryJudge(input, _comparison);
        _knownSizes = new(() => ContentSizes.Of(input.Baseline));
    }

    /// <summary>What could be decided.</summary>
    public PlanLedger Ledger { get; } = new();

    /// <summary>What cannot be decided before the project's content is known.</summary>
    public List<Standing> Undecided { get; } = [];

    /// <summary>The topmost paths that are new to a directory the target has: something unmanaged may stand there.</summary>
    public List<RelativePath> Probe { get; } = [];

    /// <summary>What surrounds a directory's entries and holds for them too.</summary>
    /// <param name="IsUnreadable">The project could not be read here.</param>
    /// <param name="IsStranded">The project has the directory, the target has none and gets none: somebody removed or replaced it.</param>
    private readonly record struct Surroundings(bool IsUnreadable, bool IsStranded);

    public void Run()
    {
        (Entry project, Entry baseline, Entry target) = (_input.Project.Root, _input.Baseline.Root, _target.Root);
        if (!project.Exists)
        {
            return;
        }

        if (target != baseline || !_comparison.IsSurelySame(project, target))
        {
            Judge(new Standing(RelativePath.Root, project, baseline, target), default);
            Ledger.Unchanged = 0;
        }

        Surroundings around = Inside(project, baseline, target, default);
        WalkLists(_input.Project.Entries, _input.Baseline.Entries, _target.Entries, around);
    }

    private void WalkLists(EntryList project, EntryList baseline, EntryList target, Surroundings around)
    {
        if (ReferenceEquals(project, baseline) && ReferenceEquals(baseline, target))
        {
            Ledger.Unchanged += project.CountAll();
            return;
        }

        var names = new NameMerge(project, baseline, target);
        while (names.MoveNext())
        {
            int previous = _path.Enter(names.Name);
            WalkEntry(names, around);
            _path.Leave(previous);
        }
    }

    private void WalkEntry(in NameMerge at, Surroundings around)
    {
        ref readonly Entry project = ref at.Project;
        ref readonly Entry baseline = ref at.Baseline;
        ref readonly Entry target = ref at.Target;
        if (project.Type == EntryType.Special)
        {
            return;
        }

        bool isClean = at.IsTargetAsBaseline || target == baseline;
        if (isClean && _comparison.IsSurelySame(project, target))
        {
            Ledger.Unchanged++;
        }
        else if (project.Exists)
        {
            Judge(new Standing(_path.ToPath(), project, baseline, target), around);
        }
        else
        {
            RelativePath path = _path.ToPath();
            around = around with { IsUnreadable = around.IsUnreadable || _input.Unreadable.Contains(path) };
            _judge.JudgeAbsent(new Standing(path, project, baseline, target), Ledger, around.IsUnreadable);
            if (!target.Exists && !around.IsUnreadable)
            {
                // Forgetting a directory forgets all below it.
                Ledger.Forgotten += at.BaselineChildren.CountAll();
                return;
            }
        }

        if (project.IsDirectory || baseline.IsDirectory || target.IsDirectory)
        {
            WalkLists(at.ProjectChildren, at.BaselineChildren, at.TargetChildren, Inside(project, baseline, target, around));
        }
    }

    private void Judge(in Standing standing, Surroundings around)
    {
        bool isNew = !standing.Baseline.Exists && !standing.Target.Exists;
        if (isNew && around.IsStranded)
        {
            Ledger.Conflicts.Add(standing);
            return;
        }

        if (isNew)
        {
            ProbeFor(standing.Path);
        }

        bool mayBeRenamed = isNew && standing.Project is { IsFile: true, Size: > 0, Content.IsKnown: false }
            && _knownSizes.Value.Contains(standing.Project.Size);
        if (mayBeRenamed || !_judge.TryJudge(standing, Ledger, isFinal: false))
        {
            Undecided.Add(standing);
        }
    }

    private void ProbeFor(RelativePath path)
    {
        if (!_input.IsProbed && (Probe.Count == 0 || !path.IsBelow(Probe[^1])))
        {
            Probe.Add(path);
        }
    }

    private Surroundings Inside(in Entry project, in Entry baseline, in Entry target, Surroundings around)
    {
        bool isUnreadable = around.IsUnreadable || (_input.Unreadable.Count > 0 && _input.Unreadable.Contains(_path.ToPath()));
        bool isRemoved = project.IsDirectory && !target.IsDirectory && !EntryComparison.KeepsValue(baseline, target);
        return new Surroundings(isUnreadable, around.IsStranded || (isRemoved && !_input.Options.Force));
    }
}
