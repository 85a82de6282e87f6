using Lockstep.Tests.Sessions;

namespace Lockstep.Tests.Attacks.Histories;

/// <summary>
/// What clients may do to each other, without asking the product: "Several people, several checkouts, one target" as rules. It knows what each
/// project and the target last agreed on (what the project <em>holds</em>), and whose work stands on the target.
/// </summary>
internal sealed class ClientsModel(SeveralCheckouts scene, Commits commits, TargetLedger ledger)
{
    private readonly Dictionary<string, Dictionary<string, Version>> _held = [];

    /// <summary>Files whose times people set since a push of theirs last went.</summary>
    private readonly HashSet<(string Who, string Path)> _touched = [];

    /// <summary>What the target's last run changed.</summary>
    private string[] _lastRun = [];

    public TreeView Target => TreeView.Of(scene.Target);

    public static TreeView TreeOf(Checkout who) => TreeView.Of(who.Tree);

    /// <summary>Whether a project has no memory of the target, so that its next push is a first contact.</summary>
    public bool IsStranger(Checkout who) => !_held.ContainsKey(who.Name);

    /// <summary>Somebody set the time of a file of theirs.</summary>
    public void Touched(Checkout who, string path) => _touched.Add((who.Name, path));

    /// <summary>A new machine, a lost disk: the next push is a first contact.</summary>
    public void Forget(Checkout who) => _held.Remove(who.Name);

    /// <summary>
    /// After a push, or what is left of one that was killed: each path is the project's, and what stood there was not another's work,
    /// unless somebody said <c>--force</c>, or <c>--yes</c> at a first contact. Times are set only where the project set them.
    /// </summary>
    /// <param name="who">Whose push.</param>
    /// <param name="before">The target before.</param>
    /// <param name="mayReplaceAll">Whether they said so.</param>
    public void CheckPush(Checkout who, TreeView before, bool mayReplaceAll = false)
    {
        TreeView after = Target, mine = TreeOf(who);
        foreach (string path in before.ChangedUntil(after))
        {
            Assert.True(after[path].Content == mine[path].Content, $"{path} became '{after[path].Content}', and {who.Name} has '{mine[path].Content}'");
            Assert.True(mayReplaceAll || MayReplace(who, path, before[path]), $"{path} was '{before[path].Content}' by {ledger.At(path)?.Who}, "
                + $"and {who.Name} made it '{after[path].Content}', who {HeldAt(who, path)}");
        }

        foreach (string path in TreeView.Paths.Where(path => !mayReplaceAll && IsRetimed(before[path], after[path])))
        {
            Assert.True(MaySetTime(who, path, mine[path]), $"the time of {path} was set by {who.Name}, who did not set it in the project since both agreed");
        }

        _touched.RemoveWhere(touched => touched.Who == who.Name && mine[touched.Path] == after[touched.Path]);
        ledger.Pushed(who, before, after);
        _lastRun = before.IsSame(after) ? _lastRun : [.. before.ChangedUntil(after)];
    }

    /// <summary>After a push that went: what differs from the project still is told, as another's, as drift or as what is not managed.</summary>
    public void CheckTold(Checkout who, int told)
    {
        TreeView mine = TreeOf(who);
        string[] differing = [.. mine.ChangedUntil(Target).Where(path => mine[path].Content is not null || !ledger.IsUnmanaged(path))];
        Assert.True(differing.Length <= told, $"{string.Join(", ", differing)} differ after a push that told of {told} such paths");
    }

    /// <summary>
    /// After an undo: without <c>--yes</c> nobody's work was taken back but the undoer's own. What one takes back oneself is what one goes on
    /// from: one's own version is a change again, also where the target had the past already.
    /// </summary>
    public void CheckUndo(Checkout who, TreeView before, bool isConfirmed, bool isDone)
    {
        TreeView after = Target;
        HashSet<string> changed = [.. before.ChangedUntil(after)], undone = [.. changed, .. isDone ? _lastRun : []];
        foreach (string path in changed)
        {
            Work? work = ledger.At(path);
            Assert.True(isConfirmed || work?.Who == who.Name, $"{path} was '{before[path].Content}' by {work?.Who}, and {who.Name} undid it");
        }

        if (_held.TryGetValue(who.Name, out var held))
        {
            foreach (string path in undone)
            {
                held[path] = after[path] with { TimeNs = TreeOf(who)[path].TimeNs };
            }
        }

        // That goes for times, too.
        _touched.UnionWith(TreeView.Paths.Select(path => (who.Name, path)));
        ledger.Undone(who, undone, after);
        if (undone.Count > 0)
        {
            _lastRun = [.. undone];
        }
    }

    /// <summary>
    /// After a pull: the target is as it was, each changed path of the project is the target's, and without <c>--force</c> no work of the
    /// project itself was replaced.
    /// </summary>
    public void CheckPull(Checkout who, TreeView mine, TreeView there, bool isForced)
    {
        TreeView after = TreeOf(who);
        Assert.True(there.IsSame(Target), "a pull changed the target");
        foreach (string path in mine.ChangedUntil(after))
        {
            Assert.True(after[path].Content == there[path].Content, $"{path} became '{after[path].Content}', and the target has '{there[path].Content}'");
            bool isOwnWork = mine[path].Content is { } own && !Holds(who, path, own) && !commits.Has(commits.HeadOf(who), path, own);
            Assert.True(isForced || !isOwnWork, $"{path} was '{mine[path].Content}', the work of {who.Name}, and a pull replaced it");
        }
    }

    /// <summary>After a run that came to its end: where both have the same, they agree. A time that was set here is not sent by a pull.</summary>
    public void Agree(Checkout who, bool isPull = false)
    {
        TreeView mine = TreeOf(who), there = Target;
        if (!_held.TryGetValue(who.Name, out var held))
        {
            _held[who.Name] = held = [];
        }

        foreach (string path in TreeView.Paths.Where(path => mine[path].Content == there[path].Content))
        {
            held[path] = isPull && Holds(who, path, mine[path].Content) ? held[path] : mine[path];
            ledger.Agreed(who, path, there);
        }
    }

    private bool MayReplace(Checkout who, string path, Version standing)
    {
        Work? work = ledger.At(path);

        // What was ignored at the first contact has no common past: what this project adds there replaces nothing.
        bool isNobodys = standing.Content is null && (work is null || ledger.IsUnmanaged(path) || !(IsStranger(who) || HasHeld(who, path)));
        bool isFastForward = !HasHeld(who, path) && work?.Commits.Any(commit => commits.Contains(who, commit)) == true;
        return isNobodys || work?.Who == who.Name || Holds(who, path, standing.Content) || isFastForward;
    }

    private bool MaySetTime(Checkout who, string path, Version mine) =>
        ledger.At(path)?.Who == who.Name || _touched.Contains((who.Name, path)) || (Holds(who, path, mine.Content) && _held[who.Name][path].TimeNs != mine.TimeNs);

    private bool Holds(Checkout who, string path, string? content) =>
        _held.TryGetValue(who.Name, out var held) && held.TryGetValue(path, out Version version) && version.Content == content;

    private bool HasHeld(Checkout who, string path) => _held.TryGetValue(who.Name, out var held) && held.ContainsKey(path);

    private string HeldAt(Checkout who, string path) =>
        HasHeld(who, path) ? $"held '{_held[who.Name][path].Content}' there" : "never agreed with the target on that path";

    private static bool IsRetimed(Version before, Version after) =>
        before.Content is not null && before.Content == after.Content && before.TimeNs != after.TimeNs;
}
