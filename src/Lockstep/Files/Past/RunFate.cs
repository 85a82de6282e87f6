using Lockstep.Files.State;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Past;

/// <summary>What became of a run's changes, as it has to be known to take them back.</summary>
internal sealed class RunFate
{
    private readonly HashSet<int> _undone = [];
    private readonly HashSet<int> _kept = [];
    private readonly HashSet<RelativePath> _heldSources = [];
    private readonly Dictionary<RelativePath, RelativePath> _renamed = [];
    private readonly Dictionary<RelativePath, int> _stranded = [];
    private readonly RunRecord _record;

    public RunFate(RunRecord record)
    {
        _record = record;
        if (record.Outcome is { } outcome)
        {
            _undone.UnionWith(outcome.Failed.ConvertAll(failed => failed.Index));
            _kept.UnionWith(outcome.Kept);
        }

        for (int i = 0; i < record.Changes.Count; i++)
        {
            if (record.Changes[i].Change.Kind == ChangeKind.Rename)
            {
                Take(i, record.Changes[i].Change);
            }
        }
    }

    /// <summary>Whether a change was not done: its path is as it was.</summary>
    public bool IsUndone(int index) => _undone.Contains(index) || (_heldSources.Count > 0 && _heldSources.Contains(_record.Changes[index].Path));

    /// <summary>Whether a directory was to go and stayed, no longer managed.</summary>
    public bool IsKept(int index) => _kept.Contains(index);

    /// <summary>Where what stood at a path was renamed to.</summary>
    public RelativePath RenamedFrom(RelativePath source) => _renamed.GetValueOrDefault(source, source);

    /// <summary>The rename that failed after its source was replaced; null where that is not what happened to a path.</summary>
    public int? StrandedFrom(RelativePath source) => _stranded.TryGetValue(source, out int index) ? index : null;

    private void Take(int index, in Change rename)
    {
        if (!_undone.Contains(index))
        {
            _renamed[rename.Source] = rename.Path;
        }
        else if (_record.Outcome!.Stranded.Contains(index))
        {
            _stranded[rename.Source] = index;
        }
        else
        {
            _heldSources.Add(rename.Source);
        }
    }
}
