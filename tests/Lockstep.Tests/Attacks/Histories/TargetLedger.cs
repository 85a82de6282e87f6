namespace Lockstep.Tests.Attacks.Histories;

/// <summary>Who put what stands on the target, path by path, and whether that is in a commit.</summary>
internal sealed class TargetLedger(Commits commits)
{
    /// <summary>Who edits on the target itself, and is nobody's client.</summary>
    public const string Server = "the server";

    private readonly Dictionary<string, Work> _work = [];
    private readonly HashSet<string> _unmanaged = [];

    /// <summary>Whose work stands at a path, or stood there and was deleted by them; null where nothing ever was put.</summary>
    public Work? At(string path) => _work.GetValueOrDefault(path);

    /// <summary>
    /// Somebody edited the target by hand. What no push ever looked after and they delete again was never there for anybody.
    /// </summary>
    public void Edited(IEnumerable<string> paths, TreeView after)
    {
        foreach (string path in paths)
        {
            Work? work = At(path), under = work is { Who: Server, IsManaged: false } ? work.Under : work;
            if (work?.IsManaged == true || after[path].Content is not null)
            {
                _work[path] = new Work(Server, [], work?.IsManaged == true) { Under = under };
            }
            else if (under is null)
            {
                _work.Remove(path);
            }
            else
            {
                _work[path] = under;
            }
        }
    }

    /// <summary>A project put there what it has: committed work where its checked out commit has the same.</summary>
    public void Pushed(Checkout who, TreeView before, TreeView after) =>
        Put(before, after, path => new Work(who.Name, CommitsOf(who, path, after), after[path].Content is not null));

    /// <summary>Somebody put back what was there before, or found it there. That is in no commit: it was chosen.</summary>
    public void Undone(Checkout who, IEnumerable<string> paths, TreeView after)
    {
        foreach (string path in paths)
        {
            _work[path] = new Work(who.Name, [], after[path].Content is not null);
        }
    }

    /// <summary>A project has what stands at a path, and has it in a commit: what was uncommitted work is that no longer.</summary>
    public void Agreed(Checkout who, string path, TreeView there)
    {
        if (At(path) is { } work)
        {
            work.Commits.UnionWith(CommitsOf(who, path, there));
            _work[path] = work with { IsManaged = there[path].Content is not null };
        }
    }

    /// <summary>Whether nobody's push looks after what stands at a path: it was made on the target, or a project ignores it by now.</summary>
    public bool IsUnmanaged(string path) => At(path) is { IsManaged: false } || _unmanaged.Contains(path);

    /// <summary>A project that had put something there ignores it now.</summary>
    public void Ignored(IEnumerable<string> paths) => _unmanaged.UnionWith(paths);

    private void Put(TreeView before, TreeView after, Func<string, Work> by)
    {
        foreach (string path in before.ChangedUntil(after))
        {
            _work[path] = by(path);
            _unmanaged.Remove(path);
        }
    }

    private HashSet<string> CommitsOf(Checkout who, string path, TreeView there)
    {
        string head = commits.HeadOf(who);
        return commits.Has(head, path, there[path].Content) ? [head] : [];
    }
}

/// <summary>What somebody put at a path of the target, or deleted there.</summary>
/// <param name="Who">Their name.</param>
/// <param name="Commits">Commits that have it so and were pushed.</param>
/// <param name="IsManaged">Whether pushes look after what stands there: a push put it, or a project has the same.</param>
internal sealed record Work(string Who, HashSet<string> Commits, bool IsManaged)
{
    /// <summary>Whose work was there before it was made by hand where no push looks.</summary>
    public Work? Under { get; init; }
}
