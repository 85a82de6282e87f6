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
        path => ClientsModel.TreeOf(who)[path].Content is null,
        (before, ended, _) =>
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
        path => scene.Model.WouldUndo(who, path),
        (before, ended, hasRun) => scene.Model.CheckUndo(
            who, before, isConfirmed: false, isDone: ended is null ? hasRun : ended.Exit == ExitCode.Done));

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

    private async Task KillAsync(
        Checkout who, string what, Func<Task<RunSummary>> run, Func<string, bool> deletes, Action<TreeView, RunSummary?, bool> check)
    {
        TreeView before = clients.Begin();
        int runs = scene.Checkouts.Runs;
        who.TargetFaults = DieAt(scene.Random.Next(MostPoints));
        RunSummary? ended = await SurviveAsync(run);
        who.TargetFaults = null;
        scene.Told.Add($"{who.Name} {what}: {(ended is null ? "dead" : ended.Exit)}");
        if (ended is null)
        {
            before = await FinishAsync(before, runs, deletes);
        }

        scene.Treasure.AssertKept();
        check(before, ended, scene.Checkouts.Runs > runs);
    }

    /// <summary>
    /// Somebody edits the target perhaps, and the next contact, whoever makes it, finishes the run. What was written there and the run replaced
    /// is named.
    /// </summary>
    /// <param name="before">What stood before the run.</param>
    /// <param name="runs">How many runs there were.</param>
    /// <param name="deletes">Whether the run would delete what stands at a path, so that its absence afterwards is the run's.</param>
    /// <returns>What stood before the run, and in it what somebody else did since.</returns>
    private async Task<TreeView> FinishAsync(TreeView before, int runs, Func<string, bool> deletes)
    {
        (TreeView Tree, string[] Paths) edited = (scene.Model.Target, []);
        if (scene.Once(2))
        {
            scene.Treasure.During(scene.Checkouts.Target, () => edited = edits.EditHalfDoneTarget());
        }

        string[] notes = await ContactAsync();
        TreeView after = scene.Model.Target;
        bool hasRun = scene.Checkouts.Runs > runs;
        scene.Told.Add($"the next contact {(hasRun ? "finishes it" : "finds nothing to finish")}: {string.Join("; ", notes)} [{after}]");
        Assert.True(hasRun || edited.Tree.IsSame(after), "a run that never began changed something");
        string[] replaced = [.. edited.Paths.Where(path => edited.Tree[path].Content is { } written && written != after[path].Content)];
        Assert.All(replaced, path => Assert.Contains(notes, note => IsAboutReplaced(note, path)));
        string[] standing =
        [
            .. edited.Paths.Where(path => after[path] == edited.Tree[path] && !(hasRun && after[path].Content is null && deletes(path))),
        ];
        scene.Ledger.Edited(standing, after);
        return before.With(after, standing);
    }

    private async Task<string[]> ContactAsync()
    {
        await using var next = new LocalEndpoint();
        var request = new OpenRequest(scene.Anybody().Target.Root, IsPreview: false, SnapshotDigest.None, "next@desk");
        return [.. (await next.OpenAsync(request, CancellationToken.None)).Notes];
    }

    private static bool IsAboutReplaced(string note, string path) =>
        note.Contains("replaced what somebody had changed", StringComparison.Ordinal) && note.Contains($"'{path}'", StringComparison.Ordinal);

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
