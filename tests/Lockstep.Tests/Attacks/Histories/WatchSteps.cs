using Lockstep.Sessions;
using Lockstep.Tests.Sessions;

namespace Lockstep.Tests.Attacks.Histories;

/// <summary>
/// Somebody watches while others push, undo and edit, the connection gets lost and is made again, and in the end the watch is quit or killed.
/// </summary>
internal sealed class WatchSteps(HistoryScene scene, ClientSteps clients, EditSteps edits)
{
    private const int MostSteps = 4;

    public async Task WatchAsync(Checkout who)
    {
        TreeView before = clients.Begin();
        await using var watch = new CheckoutWatch(who);
        scene.Watching = who;
        await watch.InStepAsync();
        Check(who, "watches", before, watch);
        for (int left = 1 + scene.Random.Next(MostSteps); left > 0 && !watch.HasEnded; left--)
        {
            await StepAsync(who, watch);
        }

        scene.Watching = null;
        if (scene.Once(3))
        {
            await watch.KillAsync();
            scene.Told.Add($"{who.Name}'s watch is killed");
        }
    }

    private async Task StepAsync(Checkout who, CheckoutWatch watch)
    {
        switch (scene.Random.Next(6))
        {
            case 0:
                edits.EditTarget();
                break;
            case 1:
                await OthersAsync();
                break;
            case 2:
                await LoseConnectionAsync(who, watch);
                break;
            default:
                TreeView before = clients.Begin();
                scene.Treasure.During(who.Tree, () => edits.EditProject(who));
                await watch.SyncAsync();
                Check(who, "saves", before, watch);
                break;
        }
    }

    /// <summary>Others come in while the connection is lost; then the watch finds what they did.</summary>
    private async Task LoseConnectionAsync(Checkout who, CheckoutWatch watch)
    {
        scene.Told.Add($"{who.Name}'s watch loses the connection");
        TreeView before = scene.Model.Target;
        await watch.LoseAsync(async () =>
        {
            for (int left = 1 + scene.Random.Next(2); left > 0; left--)
            {
                await OthersAsync();
            }

            if (scene.Once(2))
            {
                edits.EditProject(who);
            }

            before = clients.Begin();
        });
        await watch.SyncAsync();
        Check(who, "is connected again", before, watch);
    }

    private async Task OthersAsync()
    {
        Checkout other = scene.Anybody();
        switch (scene.Random.Next(4))
        {
            case 0:
                edits.EditTarget();
                break;
            case 1:
                await clients.UndoAsync(other, isConfirmed: scene.Once(2));
                break;
            default:
                edits.EditProject(other);
                await clients.PushAsync(other);
                break;
        }
    }

    private void Check(Checkout who, string what, TreeView before, CheckoutWatch watch)
    {
        RunSummary? summary = watch.LastBatch;
        scene.Told.Add($"{who.Name} {what}: {summary?.Exit} {summary?.Message}");
        scene.Model.CheckPush(who, before);
        scene.Treasure.AssertKept();
        bool isRefusedAtFirst = summary is null || (summary.Exit != ExitCode.Done && scene.Model.IsStranger(who));
        if (!isRefusedAtFirst)
        {
            scene.Model.Agree(who);
        }
    }
}
