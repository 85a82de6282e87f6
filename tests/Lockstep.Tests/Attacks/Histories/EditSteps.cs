using System.Globalization;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks.Histories;

/// <summary>What happens to the projects and the target without Lockstep: edits, git, and new checkouts.</summary>
internal sealed class EditSteps(HistoryScene scene)
{
    private static readonly string[] Newcomers = ["dan", "eve", "fay"];

    private int _written;
    private int _joined;

    public void EditProject(Checkout who) => Edit(who.Tree, who.Name);

    public void EditTarget()
    {
        TreeView before = scene.Model.Target;
        Edit(scene.Checkouts.Target, TargetLedger.Server);
        TreeView after = scene.Model.Target;
        scene.Ledger.Edited(before.ChangedUntil(after), after);
    }

    /// <summary>
    /// Edits the target while a run that was killed is half in place. Whose work that is shows when the run is finished: what is gone may be
    /// what was not put yet, and what comes between a commit's look and its rename goes to the history.
    /// </summary>
    /// <returns>What was written there.</returns>
    public (TreeView Tree, string[] Paths) EditHalfDoneTarget()
    {
        TreeView before = scene.Model.Target;
        Edit(scene.Checkouts.Target, TargetLedger.Server);
        TreeView after = scene.Model.Target;
        return (after, [.. before.ChangedUntil(after).Where(path => after[path].Content is not null)]);
    }

    public void Touch(Checkout who)
    {
        RelativePath path = AnyPath();
        if (who.Tree.TryStat(path, out _))
        {
            who.Tree.Touch(path);
            scene.Model.Touched(who, path.ToString());
            scene.Told.Add($"{who.Name} touches {path}");
        }
    }

    public void Commit(Checkout who)
    {
        scene.Commits.Commit(who);
        scene.Told.Add($"{who.Name} commits: {ClientsModel.TreeOf(who)}");
    }

    public void PullFromAnother(Checkout who)
    {
        Checkout from = scene.Anybody();
        if (from != who)
        {
            bool isDone = scene.Commits.Pull(who, from);
            scene.Told.Add($"{who.Name} {(isDone ? "merges" : "cannot merge")} {from.Name}: {ClientsModel.TreeOf(who)}");
        }
    }

    /// <summary>A fresh clone, which has seen nothing of the target.</summary>
    /// <returns>Null where enough have joined.</returns>
    public Checkout? Join()
    {
        if (_joined == Newcomers.Length)
        {
            return null;
        }

        Checkout from = scene.Anybody(), joined = scene.Checkouts.Join(Newcomers[_joined++], from);
        Directory.CreateDirectory(joined.Tree.Root);
        scene.Commits.Settle(joined);
        scene.Told.Add($"{joined.Name} clones from {from.Name}: {ClientsModel.TreeOf(joined)}");
        return joined;
    }

    public void LoseMemory(Checkout who)
    {
        if (!scene.Model.IsStranger(who))
        {
            who.LoseMemory();
            scene.Model.Forget(who);
            scene.Told.Add($"{who.Name} loses the memory");
        }
    }

    /// <summary>Everything is there on all sides, in a commit that all have.</summary>
    public void Seed(Checkout first)
    {
        foreach (string path in TreeView.Paths)
        {
            Write(first.Tree, path);
        }

        Commit(first);
        foreach (Checkout other in scene.Checkouts.People.Where(other => other != first))
        {
            scene.Commits.Pull(other, first);
        }
    }

    private void Edit(LiveTree tree, string who)
    {
        RelativePath path = AnyPath();
        switch (scene.Random.Next(6))
        {
            case 0:
                tree.Remove(path);
                break;
            case 1 when !path.Parent.IsRoot:
                tree.Remove(path.Parent);
                break;
            case 2:
                tree.Move(path, AnyPath());
                break;
            default:
                Write(tree, path.ToString());
                break;
        }

        scene.Told.Add($"{who} edits {path}: {TreeView.Of(tree)}");
    }

    /// <summary>All contents have one length, so that no size tells them apart.</summary>
    private void Write(LiveTree tree, string path) => tree.Write(path, (++_written).ToString("D6", CultureInfo.InvariantCulture));

    private RelativePath AnyPath() => RelativePath.Parse(TreeView.Paths[scene.Random.Next(TreeView.Paths.Length)]);
}
