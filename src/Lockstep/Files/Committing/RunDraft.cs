using Lockstep.Files.Roots;
using Lockstep.Files.Staging;
using Lockstep.Files.State;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Plan.Comparing;
using Lockstep.Tree;

namespace Lockstep.Files.Committing;

/// <summary>
/// Turns a staged plan into a run that can be written down: holds the disk against what the plan was made from, leaves out what could not
/// be staged, and looks up what has to be put right afterwards. Reads only; when there is drift, nothing at all is done.
/// </summary>
internal sealed class RunDraft : IDisposable
{
    private readonly Stage _stage;
    private readonly DirectoryCursor? _cursor;
    private readonly Preconditions _preconditions;
    private readonly DirectoryRepairs _repairs;
    private readonly Dictionary<RelativePath, int> _sources = [];
    private readonly List<RelativePath> _unproven = [];
    private RunChangeList _changes = [];
    private SparseColumn<FileStamp> _stagedStamps = new();
    private readonly List<Problem> _problems = [];
    private bool _hasUnplanned;
    private bool _isAsPlanned = true;

    public RunDraft(TargetRoot root, Stage stage)
    {
        _stage = stage;
        _cursor = root.Tree is null ? null : new DirectoryCursor(root.Tree);
        _preconditions = new Preconditions(root, stage.Observed);
        _repairs = new DirectoryRepairs(root, stage.Observed);
    }

    /// <summary>Checks all changes and gives the run.</summary>
    public DraftedRun Make(long number, TargetRun run, DateTimeOffset now)
    {
        _problems.AddRange(_stage.Progress.Problems);
        var failed = new HashSet<RelativePath>(_problems.ConvertAll(problem => problem.Path));
        failed.UnionWith(_stage.Progress.Unproven);
        _unproven.AddRange(_stage.Progress.Unproven);
        for (int i = 0; i < _stage.Changes.Count; i++)
        {
            if (_stage.Changes[i].Kind == ChangeKind.Rename && !failed.Contains(_stage.Changes[i].Path))
            {
                _sources.Add(_stage.Changes[i].Source, i);
            }
        }

        for (int i = 0; i < _stage.Changes.Count; i++)
        {
            if (IsStagedWhole(i, failed))
            {
                Check(i);
            }
            else
            {
                _isAsPlanned = false;
            }
        }

        AddSources();
        AddDisposables(run.IsDisposable);
        SortWithStamps();
        _unproven.Sort();
        var record = new RunRecord(number, run.Owner, now, _changes, _repairs.Find(_changes), run.Bookkeeping)
        {
            Origin = run.Origin,
            Source = _isAsPlanned ? run.Source : run.Source?.Unclean,
        };
        return new DraftedRun(record, _stagedStamps, _problems, _preconditions.Drift, _unproven);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cursor?.Dispose();
        _preconditions.Dispose();
    }

    /// <summary>Whether all that a change needs is staged; notes the problem when not.</summary>
    private bool IsStagedWhole(int index, HashSet<RelativePath> failed)
    {
        Change change = _stage.Changes[index];
        if (!StageLayout.IsStaged(change))
        {
            return true;
        }

        RelativePath top = _stage.Changes[_stage.Layout.UnitOf(index)].Path;
        if (change.Kind == ChangeKind.Rename && _stage.Observed.Find(change.Source).Type != change.After.Type)
        {
            _problems.Add(new Problem(change.Path, $"'{change.Source}', which is to be renamed, is not what the plan takes it for"));
            return false;
        }

        bool isInFailedTree = top != change.Path && failed.Contains(top);
        bool isWhole = (change.Kind == ChangeKind.Rename || _stage.Progress.IsComplete(index)) && !isInFailedTree && !failed.Contains(change.Path);
        if (!isWhole && failed.Add(change.Path) && !_stage.Progress.IsSkipped(index))
        {
            _problems.Add(new Problem(change.Path, isInFailedTree ? $"its directory '{top}' could not be staged" : "its content did not arrive"));
        }

        return isWhole;
    }

    private void Check(int index)
    {
        Change change = _stage.Changes[index];
        bool isNew = _stage.Layout.IsInTree(index);
        FileStamp stamp = default;
        bool takesForEmpty = change.Kind == ChangeKind.Add && !_stage.Observed.Find(change.Path).IsDirectory;
        Errno error = isNew ? Errno.None
            : takesForEmpty ? _preconditions.CheckEmpty(change.Path, out stamp)
            : _preconditions.Check(change.Path, out stamp);
        if (error != Errno.None)
        {
            _isAsPlanned = false;
            _problems.Add(new Problem(change.Path, error.ToWords()));
            return;
        }

        Prove(change.Path, stamp);
        if (change.Kind == ChangeKind.Rename)
        {
            _repairs.Touch(change.Source.Parent);
        }

        if (!isNew && !change.Path.IsRoot)
        {
            _repairs.Touch(change.Path.Parent);
        }

        Entry after = _stage.Progress.IsComplete(index) ? _stage.Progress.EntryOf(index) : WithKnownContent(change);
        Entry before = isNew ? Entry.Absent : _stage.Observed.Find(change.Path);
        Entry planned = change.After;
        _isAsPlanned &= (after.Type, after.Size, after.ModifiedNs) == (planned.Type, planned.Size, planned.ModifiedNs);
        RunChangeRole role = _sources.ContainsKey(change.Path) ? RunChangeRole.Moved : IsAdopted(change) ? RunChangeRole.Adopted : RunChangeRole.Planned;
        _stagedStamps[_changes.Count] = isNew ? _stage.Progress.StampOf(index) : default;
        _changes.Add(new RunChange(change with { Before = before, After = after, Seal = default }, stamp, role, WasManaged(change.Path, before)));
    }

    /// <summary>Whether what stands at a path is what the baseline says.</summary>
    private bool WasManaged(RelativePath path, in Entry before)
    {
        Entry managed = _stage.Observed.FindManaged(path);
        return !before.Exists || (managed.Exists && EntryComparison.KeepsValue(managed, before));
    }

    private bool IsAdopted(in Change change) =>
        change.Kind == ChangeKind.Mode && change.After.IsDirectory && !_stage.Observed.FindManaged(change.Path).Exists;

    /// <summary>The planned entry; a content that nobody had to read is the one that was observed.</summary>
    private Entry WithKnownContent(in Change change)
    {
        if (!change.After.HasContent || change.After.Content.IsKnown)
        {
            return change.After;
        }

        Entry origin = _stage.Observed.Find(change.Kind == ChangeKind.Rename ? change.Source : change.Path);
        return change.After with { Content = origin.Content };
    }

    /// <summary>Adds the paths that renames leave empty, so that it is written down what stood there.</summary>
    private void AddSources()
    {
        if (_sources.Count == 0)
        {
            return;
        }

        foreach (RelativePath done in _changes.ConvertAll(change => change.Path))
        {
            _sources.Remove(done);
        }

        foreach (RelativePath source in _sources.Keys)
        {
            _preconditions.Check(source, out FileStamp stamp);
            Prove(source, stamp);
            Add(new Change(ChangeKind.Delete, source, _stage.Observed.Find(source), Entry.Absent), stamp, RunChangeRole.Moved);
        }
    }

    /// <summary>Notes the rename of what stands at a path, if that was not proven to have the content it is to have.</summary>
    private void Prove(RelativePath source, FileStamp stamp)
    {
        if (_sources.TryGetValue(source, out int rename) && !_stage.Renames.Has(rename, stamp))
        {
            _unproven.Add(_stage.Changes[rename].Path);
        }
    }

    private void Add(in Change change, FileStamp stamp, RunChangeRole role)
    {
        _changes.Add(new RunChange(change, stamp, role, WasManaged(change.Path, change.Before)));
        _hasUnplanned = true;
    }

    /// <summary>
    /// Adds the removal of what would keep directories from going. It is done here, before the run is written down, so that a
    /// recovery finds the same.
    /// </summary>
    private void AddDisposables(DisposableRule isDisposable)
    {
        var planned = new HashSet<RelativePath>();
        var emptied = new List<RelativePath>();
        foreach (RunChange change in _changes)
        {
            if (change.Change.Before.IsDirectory && !change.Change.After.IsDirectory)
            {
                emptied.Add(change.Path);
            }
        }

        if (emptied.Count == 0 || _cursor is null)
        {
            return;
        }

        planned.UnionWith(_changes.ConvertAll(change => change.Path));
        foreach (RelativePath directory in emptied)
        {
            AddDisposables(directory, planned, isDisposable);
        }
    }

    private void AddDisposables(RelativePath path, HashSet<RelativePath> planned, DisposableRule isDisposable)
    {
        try
        {
            DirectoryHandle directory = _cursor!.OpenDirectory(path);
            foreach (byte[] name in TreeRemoval.NamesIn(directory))
            {
                bool isOurs = path.Bytes.Length + 1 + name.Length > RelativePath.MaxLength || planned.Contains(path.Append(name));
                if (isOurs || !directory.TryStat(name, out FileStatus status) || !isDisposable(name, status.Type == EntryType.Directory))
                {
                    continue;
                }

                Add(new Change(ChangeKind.Delete, path.Append(name), status.ToEntry(), Entry.Absent), status.Stamp, RunChangeRole.Disposable);
                _repairs.Touch(path);
            }
        }
        catch (FileSystemException)
        {
            // What cannot be listed cannot be emptied: the removal of the directory itself will say so.
        }
    }

    private void SortWithStamps()
    {
        if (!_hasUnplanned)
        {
            return;
        }

        RelativePath[] paths = _changes.ConvertAll(change => change.Path);
        int[] order = new int[paths.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (left, right) => paths[left].CompareTo(paths[right]));
        (RunChangeList changes, SparseColumn<FileStamp> stamps) = ([], new());
        foreach (int index in order)
        {
            stamps[changes.Count] = _stagedStamps[index];
            changes.Add(_changes[index]);
        }

        (_changes, _stagedStamps) = (changes, stamps);
    }
}

/// <summary>A run that can be written down, if there is no drift.</summary>
/// <param name="Record">The run.</param>
/// <param name="StagedStamps">Stamps that staged entries got in the stage, by the index of the run's change; none where they change when it is put in place.</param>
/// <param name="Problems">Changes that are left out, with causes.</param>
/// <param name="Drift">Entries that are not as the plan takes them to be.</param>
/// <param name="Unproven">Changes whose content on the target was not proven to be the client's, in path order.</param>
internal sealed record DraftedRun(
    RunRecord Record, SparseColumn<FileStamp> StagedStamps, IReadOnlyList<Problem> Problems, IReadOnlyList<Difference> Drift,
    IReadOnlyList<RelativePath> Unproven);
