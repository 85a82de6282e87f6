using Lockstep.Tree;

namespace Lockstep.Plan.Comparing;

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
        _knownSizes = new(() => ContentSizes.Of(input));
    }

    /// <summary>What could be decided.</summary>
    public PlanLedger Ledger { get; } = new();

    /// <summary>What cannot be decided before the project's content is known.</summary>
    public List<Standing> Undecided { get; } = [];

    /// <summary>
    /// The topmost paths that are new to a directory the target has, and directories that have to make way: something unmanaged may stand there.
    /// </summary>
    public List<RelativePath> Probe { get; } = [];

    /// <summary>How many names were looked at.</summary>
    public int Compared { get; private set; }

    /// <summary>What surrounds a directory's entries and holds for them too.</summary>
    /// <param name="IsUnreadable">The project could not be read here.</param>
    /// <param name="IsStranded">The project has the directory, the target has none and gets none: somebody removed or replaced it.</param>
    /// <param name="IsReplaced">The target has the directory, the project has something else there.</param>
    private readonly record struct Surroundings(bool IsUnreadable, bool IsStranded, bool IsReplaced);

    public void Run()
    {
        (Entry project, Entry baseline, Entry target) = (_input.Project.Root, _input.Baseline.Root, _target.Root);
        if (!project.Exists)
        {
            return;
        }

        ReadOnlySpan<ScopedPath> scope = _input.Scope.Paths;
        bool hasRoot = scope is [{ Path.IsRoot: true }, ..];
        if (hasRoot && (target != baseline || !_comparison.IsSurelySame(project, target)))
        {
            Judge(new Standing(RelativePath.Root, project, baseline, target), default);
            Ledger.Unchanged = 0;
        }

        Surroundings around = Inside(project, baseline, target, default);
        if (_input.Scope.IsEverything)
        {
            WalkLists(_input.Project.Entries, _input.Baseline.Entries, _target.Entries, around);
        }
        else
        {
            WalkScope(_input.Project.Entries, _input.Baseline.Entries, _target.Entries, around, hasRoot ? scope[1..] : scope, depth: 0);
        }
    }

    /// <summary>Goes down to the paths of a scope and to nothing else; <paramref name="depth"/> is where the names of this level start in each.</summary>
    private void WalkScope(
        EntryList project, EntryList baseline, EntryList target, Surroundings around, ReadOnlySpan<ScopedPath> scope, int depth)
    {
        while (!scope.IsEmpty)
        {
            int group = PathScope.GroupAt(scope, depth, out ReadOnlySpan<byte> name);
            var at = new NameMerge(project, baseline, target);
            at.Seek(name);
            int previous = _path.Enter(name);
            WalkGroup(at, around, scope[..group], depth + name.Length + 1);
            _path.Leave(previous);
            scope = scope[group..];
        }
    }

    private void WalkGroup(in NameMerge at, Surroundings around, ReadOnlySpan<ScopedPath> scope, int below)
    {
        bool isNamed = scope[0].Path.Bytes.Length < below;
        if (isNamed && scope[0].IsDeep)
        {
            WalkEntry(at, around);
            return;
        }

        bool goesOn = true;
        if (isNamed)
        {
            goesOn = JudgeEntry(at, ref around);
            scope = scope[1..];
        }
        else
        {
            Compared++;
        }

        if (goesOn)
        {
            Surroundings inside = Inside(at.Project, at.Baseline, at.Target, around);
            WalkScope(at.ProjectChildren, at.BaselineChildren, at.TargetChildren, inside, scope, below);
        }
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
        bool goesOn = JudgeEntry(at, ref around);
        if (goesOn && (at.Project.IsDirectory || at.Baseline.IsDirectory || at.Target.IsDirectory))
        {
            WalkLists(at.ProjectChildren, at.BaselineChildren, at.TargetChildren, Inside(at.Project, at.Baseline, at.Target, around));
        }
    }

    /// <summary>Judges an entry, and says whether what is below it is still to be judged.</summary>
    private bool JudgeEntry(in NameMerge at, ref Surroundings around)
    {
        Compared++;
        ref readonly Entry project = ref at.Project;
        ref readonly Entry baseline = ref at.Baseline;
        ref readonly Entry target = ref at.Target;
        if (project.Type == EntryType.Special)
        {
            return false;
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
            int changes = Ledger.Changes.Count;
            _judge.JudgeAbsent(new Standing(path, project, baseline, target), Ledger, around.IsUnreadable);
            bool stays = around.IsReplaced && target.Exists && Ledger.Changes.Count == changes;
            if (stays)
            {
                around = around with { IsReplaced = false };
                NoteInTheWay(path, target.IsDirectory);
            }

            if (!target.Exists && !around.IsUnreadable)
            {
                // Forgetting a directory forgets all below it.
                Ledger.Forgotten += at.BaselineChildren.CountAll();
                return false;
            }
        }

        return true;
    }

    private void Judge(in Standing standing, Surroundings around)
    {
        bool isNew = !standing.Baseline.Exists && !standing.Target.Exists;
        if (isNew && around.IsStranded)
        {
            Ledger.Conflicts.Add(standing);
            return;
        }

        bool isReplaced = standing.Target.IsDirectory && !standing.Project.IsDirectory;
        if (isNew || isReplaced)
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

    private void NoteInTheWay(RelativePath path, bool isDirectory)
    {
        if (!_input.IsDisposable(path, isDirectory))
        {
            Ledger.InTheWay.Add(path);
        }
    }

    private Surroundings Inside(in Entry project, in Entry baseline, in Entry target, Surroundings around)
    {
        bool isUnreadable = around.IsUnreadable || (_input.Unreadable.Count > 0 && _input.Unreadable.Contains(_path.ToPath()));
        bool isRemoved = project.IsDirectory && !target.IsDirectory && !EntryComparison.KeepsValue(baseline, target);
        bool isReplaced = project.Exists && !project.IsDirectory && target.IsDirectory;
        return new Surroundings(isUnreadable, around.IsStranded || (isRemoved && !_input.Options.Force), around.IsReplaced || isReplaced);
    }
}
