using Lockstep.Tree;

namespace Lockstep.Plan.Comparing;

/// <summary>
/// Goes through project, baseline, target and what the project held side by side, in path order, and has every path judged that is not surely the same on all.
/// What is the same costs a comparison and no memory; a directory that all four share costs nothing.
/// </summary>
internal sealed class SideWalk
{
    private readonly PlanInput _input;
    private readonly Snapshot _target;
    private readonly Snapshot _held;
    private readonly EntryComparison _comparison;
    private readonly EntryJudge _judge;
    private readonly PathBuffer _path = new();
    private readonly GoneDirectories _gone;
    private readonly Lazy<HashSet<long>> _knownSizes;

    public SideWalk(PlanInput input, Snapshot target)
    {
        _input = input;
        _target = target;
        _held = input.Held ?? input.Baseline;
        _comparison = new EntryComparison(input);
        _judge = new EntryJudge(input, _comparison);
        _gone = new GoneDirectories(Ledger);
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
    /// <param name="IsStranded">The project has the directory, the target has none: somebody, or another client's run,
    /// removed or replaced it.</param>
    /// <param name="IsReplaced">The target has the directory, the project has something else there.</param>
    private readonly record struct Surroundings(bool IsUnreadable, bool IsStranded, bool IsReplaced);

    public void Run()
    {
        (Entry project, Entry target) = (_input.Project.Root, _target.Root);
        if (!project.Exists)
        {
            return;
        }

        // Where another client's undo took the root away, what is new here needs one again.
        Entry held = _input.Baseline.Root.Exists ? _held.Root : Entry.Absent;
        var root = new Standing(RelativePath.Root, project, _input.Baseline.Root, target) { Held = held, Stamp = _input.Project.RootStamp, HeldStamp = _held.RootStamp };
        ReadOnlySpan<ScopedPath> scope = _input.Scope.Paths;
        bool hasRoot = scope is [{ Path.IsRoot: true }, ..];
        bool isSame = target == root.Baseline && EntryComparison.KeepsValue(root.Held, target) && _comparison.IsSurelySame(project, root.Stamp, root.Held, root.HeldStamp);
        if (hasRoot && !isSame)
        {
            Judge(root, default);
            Ledger.Unchanged = 0;
        }

        Surroundings around = Inside(root, default);
        var lists = new Lists(_input.Project.Entries, _input.Baseline.Entries, _target.Entries, _held.Entries);
        if (_input.Scope.IsEverything)
        {
            WalkLists(lists, around);
        }
        else
        {
            WalkScope(lists, around, hasRoot ? scope[1..] : scope, depth: 0);
        }
    }

    /// <summary>Goes down to the paths of a scope and to nothing else; <paramref name="depth"/> is where the names of this level start in each.</summary>
    private void WalkScope(in Lists lists, Surroundings around, ReadOnlySpan<ScopedPath> scope, int depth)
    {
        while (!scope.IsEmpty)
        {
            int group = PathScope.GroupAt(scope, depth, out ReadOnlySpan<byte> name);
            NameMerge at = lists.Merge();
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
            WalkScope(Lists.Below(at), Inside(at, around), scope, below);
        }
    }

    private void WalkLists(in Lists lists, Surroundings around)
    {
        if (lists.AreOne)
        {
            Ledger.Unchanged += lists.Project.CountAll();
            return;
        }

        NameMerge names = lists.Merge();
        while (names.MoveNext())
        {
            int previous = _path.Enter(names.Name);
            WalkEntry(names, around);
            _path.Leave(previous);
        }
    }

    private void WalkEntry(in NameMerge at, Surroundings around)
    {
        int edits = Ledger.Bookkeeping.Count;
        bool goesOn = JudgeEntry(at, ref around);
        if (!goesOn || !(at.Project.IsDirectory || at.Baseline.IsDirectory || at.Target.IsDirectory))
        {
            return;
        }

        bool isForgotten = at.Baseline.IsDirectory && Ledger.Bookkeeping.Count > edits && !Ledger.Bookkeeping[edits].Entry.Exists;
        int forgotten = Ledger.Forgotten;
        WalkLists(Lists.Below(at), Inside(at, around));
        if (isForgotten && Ledger.Forgotten - forgotten < at.BaselineChildren.CountAll())
        {
            // What is below it and stays managed for another client needs its directory.
            Ledger.Bookkeeping.RemoveAt(edits);
            Ledger.Forgotten--;
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

        bool isClean = (at.IsTargetAsBaseline || target == baseline) && (at.IsHeldAsBaseline || EntryComparison.KeepsValue(at.Held, baseline));
        if (isClean && project.Exists && !IsReplaced() && _comparison.IsSurelySame(project, at.ProjectStamp, at.Held, at.HeldStamp))
        {
            Ledger.Unchanged++;
        }
        else if (project.Exists)
        {
            Judge(StandingAt(at), around);
        }
        else
        {
            Standing standing = StandingAt(at);
            RelativePath path = standing.Path;
            around = around with { IsUnreadable = around.IsUnreadable || _input.Unreadable.Contains(path) };
            int changes = Ledger.Changes.Count;
            _judge.JudgeAbsent(standing, Ledger, around.IsUnreadable, around.IsReplaced);
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

    private bool IsReplaced() => _input.Replaced.Count > 0 && _input.Replaced.Contains(_path.ToPath());

    private void Judge(in Standing standing, Surroundings around)
    {
        bool isNew = !standing.Baseline.Exists && !standing.Target.Exists;
        bool isPutBelowGone = around.IsStranded && !standing.Held.Exists && !standing.Target.Exists;
        if (isPutBelowGone && !_gone.TryMakeFor(standing))
        {
            return;
        }

        bool isReplaced = standing.Target.IsDirectory && !standing.Project.IsDirectory;
        bool isProbed = _input.ProbesOnlyHeld ? isNew && standing.Held.Exists : isNew || isReplaced;
        if (isProbed)
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

    private Standing StandingAt(in NameMerge at) => new(_path.ToPath(), at.Project, at.Baseline, at.Target)
    {
        Held = at.Held,
        Stamp = at.ProjectStamp,
        HeldStamp = at.HeldStamp,
    };

    private Surroundings Inside(in NameMerge at, Surroundings around)
    {
        bool isPlain = at.Project.IsDirectory && at.Target.IsDirectory && _input.Unreadable.Count == 0;
        return isPlain ? around : Inside(StandingAt(at), around);
    }

    private Surroundings Inside(in Standing at, Surroundings around)
    {
        bool isUnreadable = around.IsUnreadable || (_input.Unreadable.Count > 0 && _input.Unreadable.Contains(at.Path));
        bool isRemoved = at.Project.IsDirectory && !at.Target.IsDirectory && !EntryComparison.KeepsValue(at.Base, at.Target);
        bool isReplaced = at.Project.Exists && !at.Project.IsDirectory && at.Target.IsDirectory && (at.Base.IsDirectory || _input.Options.Force);
        bool isStranded = isRemoved && !_input.Options.Force;
        if (isStranded)
        {
            _gone.Add(at);
        }

        return new Surroundings(isUnreadable, around.IsStranded || isStranded, around.IsReplaced || isReplaced);
    }

    /// <summary>What the sides have in one directory.</summary>
    private readonly record struct Lists(EntryList Project, EntryList Baseline, EntryList Target, EntryList Held)
    {
        public bool AreOne => ReferenceEquals(Project, Baseline) && ReferenceEquals(Baseline, Target) && ReferenceEquals(Baseline, Held);

        public static Lists Below(in NameMerge at) => new(at.ProjectChildren, at.BaselineChildren, at.TargetChildren, at.HeldChildren);

        public NameMerge Merge() => new(Project, Baseline, Target, Held);
    }
}
