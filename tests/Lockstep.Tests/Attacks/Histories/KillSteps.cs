using Lockstep.Files;
using Lockstep.Sessions;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pulling;
using Lockstep.Sessions.Pushing;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Tests.Attacks.Histories;

/// <summary>
/// Runs that are killed at a random point. What a killed process leaves on the disk is what stands there when a fault point throws; others
/// edit before the next contact finishes the run.
/// </summary>
internal sealed class KillSteps(HistoryScene scene, ClientSteps clients, EditSteps edits)
{
    /// <summary>More than any run here passes, so that some come to their end.</summary>
    private const int MostPoints = 40;

    private const int MostBytes = 1500;

    private sealed class Death : Exception;

    /// <summary>A push that is killed on the target's side, in its stage or its commit.</summary>
    public Task KillPushAsync(Checkout who) => KillAsync(
        who,
        "pushes and is killed",
        () => who.PushAsync(),
        (before, ended) =>
        {
            scene.Model.CheckPush(who, before);
            if (ended?.Exit == ExitCode.Done)
            {
                scene.Model.Agree(who);
            }
        });

    /// <summary>An undo that is killed on the target's side.</summary>
    public Task KillUndoAsync(Checkout who) => KillAsync(
        who,
        "undoes and is killed",
        () => who.UndoAsync(),
        (before, ended) => scene.Model.CheckUndo(who, before, isConfirmed: false, isDone: ended is null or { Exit: ExitCode.Done }));

    /// <summary>A push through the protocol whose client is gone after some bytes: what it did, the client does not learn.</summary>
    public async Task CutAsync(Checkout who)
    {
        TreeView before = clients.Begin();
        who.Cut = new ConnectionCut(CutsOutput: scene.Once(2), scene.Random.Next(MostBytes));
        RunSummary summary = await who.PushAsync();
        who.Cut = null;
        scene.Tell(who, "pushes and is cut off", summary);
        clients.AfterPush(who, before, SeveralCheckouts.Plain, summary);
    }

    /// <summary>A client that is killed after its commit and before it has written down what the target has.</summary>
    public async Task KillBeforeRememberingAsync(Checkout who)
    {
        bool wasStranger = scene.Model.IsStranger(who);
        Action restore = who.KeepMemory();
        RunSummary summary = await clients.PushAsync(who, SeveralCheckouts.Plain, "pushes and forgets it");
        restore();
        if (wasStranger && summary.Exit == ExitCode.Done)
        {
            scene.Model.Forget(who);
        }
    }

    /// <summary>A pull that is killed while it changes the project; the next one finishes it.</summary>
    public async Task KillPullAsync(Checkout who, bool isForced)
    {
        TreeView there = clients.Begin(), mine = ClientsModel.TreeOf(who);
        var options = new PullOptions { Force = isForced };
        who.ProjectFaults = DieAt(scene.Random.Next(MostPoints));
        RunSummary? ended = await SurviveAsync(() => who.PullAsync(options));
        who.ProjectFaults = null;
        scene.Told.Add($"{who.Name} pulls{(isForced ? " by force" : "")} and {(ended is null ? "is killed" : "ends")}");
        RunSummary summary = await who.PullAsync(options);
        scene.Tell(who, "pulls again", summary);
        scene.Model.CheckPull(who, mine, there, isForced);
        scene.Treasure.AssertKept();
        if (summary.Exit is ExitCode.Done or ExitCode.Refused)
        {
            scene.Model.Agree(who, isPull: true);
        }
    }

    private async Task KillAsync(Checkout who, string what, Func<Task<RunSummary>> run, Action<TreeView, RunSummary?> check)
    {
        TreeView before = clients.Begin();
        who.TargetFaults = DieAt(scene.Random.Next(MostPoints));
        RunSummary? ended = await SurviveAsync(run);
        who.TargetFaults = null;
        scene.Told.Add($"{who.Name} {what}: {(ended is null ? "dead" : ended.Exit)}");
        if (ended is null)
        {
            before = await FinishAsync(before);
        }

        scene.Treasure.AssertKept();
        check(before, ended);
    }

    /// <summary>Somebody edits the target perhaps, and the next contact, whoever makes it, finishes the run.</summary>
    /// <returns>What stood before the run, and in it what somebody else put there since.</returns>
    private async Task<TreeView> FinishAsync(TreeView before)
    {
        (TreeView Tree, string[] Paths) edited = (before, []);
        if (scene.Once(2))
        {
            scene.Treasure.During(scene.Checkouts.Target, () => edited = edits.EditHalfDoneTarget());
        }

        await using (var next = new LocalEndpoint())
        {
            ReadOnlyMemory<byte> root = scene.Anybody().Target.Root;
            await next.OpenAsync(new OpenRequest(root, IsPreview: false, SnapshotDigest.None, "next@desk"), CancellationToken.None);
        }

        TreeView after = scene.Model.Target;
        string[] standing = [.. edited.Paths.Where(path => after[path] == edited.Tree[path])];
        scene.Ledger.Edited(standing, after);
        return before.With(after, standing);
    }

    private static FaultHook DieAt(int point)
    {
        int left = point;
        return _ =>
        {
            if (Interlocked.Decrement(ref left) < 0)
            {
                throw new Death();
            }
        };
    }

    private static async Task<RunSummary?> SurviveAsync(Func<Task<RunSummary>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (e is Death or AggregateException { InnerException: Death })
        {
            return null;
        }
    }
}
