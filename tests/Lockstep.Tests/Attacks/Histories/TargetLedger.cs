namespace Lockstep.Tests.Attacks.Histories;

/// <summary>Who put what stands on the target, path by path, and whether that is in a commit.</summary>
internal sealed class TargetLedger(Commits commits)
{
    /// <summary>Who edits on the target itself, and is nobody's client.</summary>
    public const string Server = "the server";

    private readonly Dictionary<string, Work> _work = [];

    /// <summary>Whose work stands at a path, or stood there and was deleted by them; null where nothing ever was put.</summary>
    public Work? At(string path) => _work.GetValueOrDefault(path);

    /// <summary>Somebody edited the target by hand.</summary>
    public void Edited(TreeView before, TreeView after) => Put(before, after, path => new Work(Server, Commit: null));

    /// <summary>A project put there what it has: committed work where its checked out commit has the same.</summary>
    public void Pushed(Checkout who, TreeView before, TreeView after) =>
        Put(before, after, path => new Work(who.Name, CommitOf(who, path, after)));

    /// <summary>Somebody put back what was there before. That is in no commit: it was chosen.</summary>
    public void Undone(Checkout who, TreeView before, TreeView after) => Put(before, after, path => new Work(who.Name, Commit: null));

    /// <summary>A project has what stands at a path, and has it in a commit: what was uncommitted work is that no longer.</summary>
    public void Agreed(Checkout who, string path, TreeView there)
    {
        if (_work.GetValueOrDefault(path) is { Commit: null } work && CommitOf(who, path, there) is { } commit)
        {
            _work[path] = work with { Commit = commit };
        }
    }

    private void Put(TreeView before, TreeView after, Func<string, Work> by)
    {
        foreach (string path in before.ChangedUntil(after))
        {
            _work[path] = by(path);
        }
    }

    private string? CommitOf(Checkout who, string path, TreeView there)
    {
        string head = commits.HeadOf(who);
        return commits.Has(head, path, there[path].Content) ? head : null;
    }
}

/// <summary>What somebody put at a path of the target, or deleted there.</summary>
/// <param name="Who">Their name.</param>
/// <param name="Commit">A commit that has it so; null for none.</param>
internal sealed record Work(string Who, string? Commit);
