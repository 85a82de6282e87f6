using Lockstep.Sessions;
using Lockstep.Sessions.Pulling;
using Lockstep.Sessions.Pushing;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks.Histories;

/// <summary>What people do with Lockstep, each step with what has to hold afterwards.</summary>
internal sealed class ClientSteps(HistoryScene scene)
{
    private static readonly PushOptions IgnoringSome =
        SeveralCheckouts.Plain with { Filter = SeveralCheckouts.Plain.Filter with { Exclude = ["b", "d"] } };

    private ClientsModel Model => scene.Model;

    /// <summary>A push as most are; where it is refused, what was advised is followed sometimes.</summary>
    public async Task PushAsync(Checkout who)
    {
        RunSummary summary = await PushAsync(who, SeveralCheckouts.Plain, "pushes");
        if (summary.Exit == ExitCode.Refused && IsFirstContact(summary))
        {
            Assert.Contains("the work of ", summary.Message, StringComparison.Ordinal);
            if (scene.Once(3))
            {
                await PushAsync(who, SeveralCheckouts.Plain with { Confirmed = true }, "pushes with --yes");
            }
        }
    }

    public Task PushIgnoringAsync(Checkout who) => PushAsync(who, IgnoringSome, "pushes, ignoring b and d");

    public Task PushByForceAsync(Checkout who) =>
        PushAsync(who, SeveralCheckouts.Plain with { Force = true, Confirmed = true }, "pushes by force");

    public async Task UndoAsync(Checkout who, bool isConfirmed)
    {
        TreeView before = Begin();
        RunSummary summary = await who.UndoAsync(SeveralCheckouts.Plain with { Confirmed = isConfirmed });
        scene.Tell(who, isConfirmed ? "undoes with --yes" : "undoes", summary);
        Model.CheckUndo(who, before, isConfirmed, summary.Exit == ExitCode.Done && summary.Run > 0);
        scene.Treasure.AssertKept();
    }

    public Task<RunSummary> PullAsync(Checkout who, bool isForced) => PullAsync(who, new PullOptions { Force = isForced });

    private async Task<RunSummary> PullAsync(Checkout who, PullOptions options)
    {
        TreeView there = Begin(), mine = ClientsModel.TreeOf(who);
        RunSummary summary = await who.PullAsync(options);
        string named = string.Concat(options.Paths.Select(path => $" {path}"));
        scene.Tell(who, (options.Force ? "pulls by force" : "pulls") + (options.Confirmed ? " with --yes" : "") + named, summary);
        Model.CheckPull(who, mine, there, options.Force);
        scene.Treasure.AssertKept();
        if (summary.Exit is ExitCode.Done or ExitCode.Refused)
        {
            Model.Agree(who, isPull: true);
        }

        return summary;
    }

    /// <summary>
    /// Nothing is refused for ever: who takes what the target has, as refusals advise, can push then, also at a first contact.
    /// </summary>
    public async Task ReconcileAsync(Checkout who)
    {
        if (await PullAsync(who, isForced: true) is { Exit: ExitCode.Refused })
        {
            await PullAsync(who, new PullOptions { Force = true, Confirmed = true });
        }

        RunSummary summary = await PushAsync(who, SeveralCheckouts.Plain, "pushes after a pull");
        if (summary.Exit == ExitCode.Refused && who.Told.Drift.Count > 0)
        {
            await PullAsync(who, new PullOptions { Force = true, Paths = [.. who.Told.Drift.Select(difference => difference.Path)] });
            summary = await PushAsync(who, SeveralCheckouts.Plain, "pushes after a pull of what was named");
        }

        Assert.True(summary.Exit == ExitCode.Done || IsAboutEmptyProject(summary), $"refused although its advice was followed: {summary.Message}");
    }

    /// <summary>One push, with what has to hold afterwards.</summary>
    public async Task<RunSummary> PushAsync(Checkout who, PushOptions options, string what)
    {
        TreeView before = Begin();
        RunSummary summary = await who.PushAsync(options);
        scene.Tell(who, what, summary);
        AfterPush(who, before, options, summary);
        return summary;
    }

    /// <summary>What has to hold after a push.</summary>
    public void AfterPush(Checkout who, TreeView before, PushOptions options, RunSummary summary)
    {
        Model.CheckPush(who, before, mayReplaceAll: options.Force || options.Confirmed);
        scene.Treasure.AssertKept();
        if (summary.Exit == ExitCode.Refused)
        {
            Assert.True(before.IsSame(Model.Target), "a push that was refused changed something");
        }

        if (summary.Exit == ExitCode.Done)
        {
            Model.Agree(who);
            if (options == IgnoringSome)
            {
                scene.Ledger.Ignored(["b", "d/x", "d/y"]);
            }
            else
            {
                Model.CheckTold(who, summary.KeptOfOthers + summary.DriftKept + summary.KeptProtected);
            }
        }
    }

    /// <summary>Takes stock before a run.</summary>
    /// <returns>What stands on the target.</returns>
    public TreeView Begin()
    {
        scene.Treasure.Take();
        return Model.Target;
    }

    private static bool IsFirstContact(RunSummary summary) =>
        summary.Message!.StartsWith("nothing was ever pushed from here", StringComparison.Ordinal);

    private static bool IsAboutEmptyProject(RunSummary summary) =>
        summary.Exit == ExitCode.Refused && summary.Message!.Contains("has no entry to send", StringComparison.Ordinal);
}
