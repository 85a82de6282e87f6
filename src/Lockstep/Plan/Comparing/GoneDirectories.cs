using Lockstep.Tree;

namespace Lockstep.Plan.Comparing;

/// <summary>
/// The directories above where a walk is that the project has and the target has no more. What is new in one is a
/// change of the project's: the directory is made again for it, and what else was removed with it stays removed. Where
/// something else stands in the directory's place, that is a conflict.
/// </summary>
internal sealed class GoneDirectories(PlanLedger ledger)
{
    private readonly List<Standing> _above = [];

    /// <summary>Adds a directory, in path order.</summary>
    public void Add(in Standing directory)
    {
        KeepAbove(directory.Path);
        _above.Add(directory);
    }

    /// <summary>Decides whether something new can be put, and has its directories made.</summary>
    /// <returns>Whether it can; if not, the conflict is in the ledger.</returns>
    public bool TryMakeFor(in Standing added)
    {
        KeepAbove(added.Path);
        foreach (Standing directory in _above)
        {
            if (directory.Target.Exists || IsInConflict(directory))
            {
                Refuse(directory, added);
                return false;
            }
        }

        foreach (Standing directory in _above)
        {
            Release(directory.Path);
            ledger.Conflicts.RemoveAll(standing => standing.Path == directory.Path);
            var change = new Change(ChangeKind.Add, directory.Path, Entry.Absent, directory.Project) { Stamp = directory.Stamp };
            ledger.Changes.Add(change);
        }

        _above.Clear();
        return true;
    }

    private void KeepAbove(RelativePath path)
    {
        while (_above.Count > 0 && !path.IsBelow(_above[^1].Path))
        {
            _above.RemoveAt(_above.Count - 1);
        }
    }

    /// <summary>Whether the directory itself was changed on both sides.</summary>
    private bool IsInConflict(Standing directory) =>
        !EntryComparison.KeepsValue(directory.Base, directory.Project)
        && ledger.Conflicts.Exists(standing => standing.Path == directory.Path);

    private void Refuse(Standing directory, in Standing added)
    {
        Release(directory.Path);
        int at = ledger.Conflicts.FindIndex(standing => standing.Path >= directory.Path);
        bool isNamed = at >= 0 && ledger.Conflicts[at].Path == directory.Path;
        if (!isNamed)
        {
            ledger.Conflicts.Insert(at < 0 ? ledger.Conflicts.Count : at, directory);
        }

        if (!directory.IsByRun)
        {
            ledger.Conflicts.Add(added);
        }
    }

    private void Release(RelativePath path)
    {
        ledger.Kept.RemoveAll(difference => difference.Path == path);
        ledger.Drift.RemoveAll(difference => difference.Path == path);
    }
}
