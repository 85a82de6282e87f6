using System.Globalization;
using Lockstep.Sessions.Reacting;
using Lockstep.Tree;

namespace Lockstep.Sessions.Deploying;

/// <summary>
/// What runs on a target after a sync: the commands of <c>[[on_change]]</c> that the changes call for, the deploy step and
/// its check. Where they fail and the settings say so, the files are put back and the deploy of before runs again.
/// </summary>
/// <param name="context">Between whom.</param>
/// <param name="session">The target, in step.</param>
/// <param name="account">Takes the result.</param>
internal sealed class AfterSync(SessionContext context, TargetSession session, RunAccount account)
{
    /// <summary>Whether nothing was synced before: only the deploy was asked for.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Whether the files may be put back: not after an undo, and not where the target may not be written to.</summary>
    public bool MayPutBack { get; init; } = true;

    /// <summary>Is told when files were put back, so that it is written down what the target has.</summary>
    public required Action OnPutBack { get; init; }

    /// <summary>Runs what is due.</summary>
    /// <param name="changed">What the sync changed, in path order.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Whether anything was due.</returns>
    public async Task<bool> RunAsync(IReadOnlyList<RelativePath> changed, CancellationToken cancellation)
    {
        IReadOnlyList<ChangeRule> rules = ChangeRule.Due(context.Options.Rules, changed);
        if (context.Options.Deploy is not { } told)
        {
            TellLeftOut(rules);
            return false;
        }

        DeployStep step = told.On(context.Target.Kind);
        bool isDue = IsAlone || step.IsDue(changed.Count > 0);
        List<DeployAct> acts = ActsOf(step, rules, isDue, context.Project.FindSent);
        if (acts.Count == 0)
        {
            TellUnusedScript(step, isDue);
            return false;
        }

        if (step.FindObstacle(account.Tally.Summary) is { } obstacle)
        {
            account.Observer.Note(obstacle);
            return true;
        }

        long first = MayPutBack && step.OnFailure == DeployFailure.Undo
            ? await OwedDeploy.FindFirstAsync(session, account.Tally.Run, cancellation)
            : 0;
        var deployment = new Deployment(context, session, account);
        DeployEnd end = await deployment.RunAsync(step, acts, changed, isOwed: first > 0, cancellation);
        account.Tally.AddDeploy(end, IsAlone ? "" : "synced, but ");
        if (end.Failure is { } failure && first > 0)
        {
            await PutBackAsync(step, first, failure, cancellation);
        }
        else if (end.Failure is not null && MayPutBack && step.OnFailure == DeployFailure.Undo)
        {
            account.Observer.Note("no files were put back: this changed none");
        }

        return true;
    }

    /// <summary>Puts the files back to before a run whose deploy failed, and runs the deploy of then.</summary>
    /// <param name="step">What the settings say.</param>
    /// <param name="first">The first of the runs that are undone.</param>
    /// <param name="failure">How it failed, without a period.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task PutBackAsync(DeployStep step, long first, string failure, CancellationToken cancellation)
    {
        account.Observer.Note($"{failure}: putting the files back to before run {Number(first)}");
        try
        {
            var back = new PuttingBack(context, session, account);
            IReadOnlyList<RelativePath> changed = await back.RunAsync(first, cancellation);
            OnPutBack();
            account.Tally.AddUndone(session.Known.LastRun);
            string then = await DeployAgainAsync(step.On(context.Target.Kind), changed, cancellation);
            account.Tally.Fail(
                ExitCode.DeployFailed,
                $"{failure}; undone: run {Number(session.Known.LastRun)} put the files back to before run {Number(first)}, {then}.");
        }
        catch (SyncException hindrance) when (hindrance.ExitCode is ExitCode.Refused or ExitCode.Usage)
        {
            account.Tally.Fail(
                ExitCode.DeployFailed,
                $"{failure}, and the files could not be put back: {hindrance.Message} "
                + $"'lockstep undo --run {Number(first)}' tries it again.");
        }
    }

    /// <summary>Runs what deploys the files that are there again, with the scripts among them.</summary>
    /// <returns>What came of it, as the end of a sentence.</returns>
    private async Task<string> DeployAgainAsync(DeployStep step, IReadOnlyList<RelativePath> changed, CancellationToken cancellation)
    {
        IReadOnlyList<ChangeRule> rules = ChangeRule.Due(context.Options.Rules, changed);
        Snapshot standing = session.Known.Baseline;
        List<DeployAct> acts = standing.Count == 0 ? [] : ActsOf(step, rules, isDue: true, path => standing.Find(path));
        if (acts.Count == 0)
        {
            return "and there was no deploy before";
        }

        DeployEnd again = await new Deployment(context, session, account).RunAsync(step, acts, changed, isOwed: true, cancellation);
        return (again.Failure ?? again.Refusal) is { } failure
            ? $"but the deploy of before does not work either, look at it there: {failure}"
            : "and the deploy of before ran again";
    }

    private List<DeployAct> ActsOf(
        DeployStep step, IReadOnlyList<ChangeRule> rules, bool isDue, Func<RelativePath, Entry> findSent)
    {
        List<DeployAct> acts = [.. rules.Select(DeployAct.Of)];
        if (isDue && DeployCommand.Find(step, findSent) is { } command)
        {
            acts.Add(new DeployAct(OutputSource.Deploy, command, command.Describe(session.State), step.Timeout));
        }

        if (acts.Count > 0 && DeployAct.CheckOf(step) is { } check)
        {
            acts.Add(check);
        }

        return acts;
    }

    private void TellLeftOut(IReadOnlyList<ChangeRule> rules)
    {
        foreach (ChangeRule rule in rules)
        {
            account.Observer.Note(
                $"'{DisplayText.Of(rule.Command)}' of [[on_change]] was not run: only push and watch run it, without --no-deploy");
        }
    }

    private void TellUnusedScript(DeployStep step, bool isDue)
    {
        bool isLocal = context.Target.Kind == AddressKind.Local;
        if (isDue && isLocal && !IsAlone && DeployCommand.FindScript(step, context.Project.FindSent) is { } script)
        {
            account.Observer.Note(
                $"{script} was not run: on a target of this machine a deploy runs only by --deploy CMD or a trusted [deploy] command "
                + "(--no-deploy stops this note)");
        }
    }

    private static string Number(long run) => run.ToString(CultureInfo.InvariantCulture);
}
