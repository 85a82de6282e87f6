using Lockstep.Cli.Commands;
using Lockstep.Cli.Settings;
using Lockstep.Sessions;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Diagnosing;
using Lockstep.Sessions.Inspecting;
using Lockstep.Sessions.Pushing;
using Lockstep.Tree;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Cli.Doctor;

/// <summary>Checks all that a push to one target needs, from here to there. Each check is told as soon as it is known.</summary>
/// <param name="session">The project.</param>
/// <param name="configuration">Its settings.</param>
/// <param name="options">How a push would be done.</param>
/// <param name="tell">Takes each check.</param>
internal sealed class Diagnosis(IProjectSession session, Configuration configuration, PushOptions options, Action<Check> tell)
{
    private readonly List<string> _names = [];

    /// <summary>What was learned that a report for strangers should not name.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Checks a target.</summary>
    public async Task RunAsync(ResolvedTarget target, CancellationToken cancellation)
    {
        PushTarget push = target.Push;
        string root = DisplayText.Of(push.Root.Span);
        tell(Check.Ok(CheckNames.Target, push.Ssh is { } destination
            ? $"{DisplayText.Of(destination.User is null ? destination.Place : $"{destination.User}@{destination.Place}")}:{root}"
            : $"{root}, a directory of this machine"));
        bool hasSsh = true;
        if (push.Ssh is { IsHere: true })
        {
            tell(Check.Skip(CheckNames.Ssh, "a command of this machine is used in its place"));
        }
        else if (push.Ssh is { } ssh)
        {
            SshLook look = SshLook.At(ssh);
            _names.AddRange((look.Address ?? string.Empty).Split(' ', '@', ',').Where(word => word.Length > 3 && word.Contains('.')));
            tell(SshChecks.Of(ssh, look));
            hasSsh = look.Program is not null;
        }

        HostAnswer answer = !hasSsh ? new HostAnswer(HostReach.SshMissing) : await session.ProbeAsync(push, cancellation);
        var host = new HostChecks(answer, new HostSubject(push.Ssh is { } to ? DisplayText.Of(to.Place) : "this machine") { HasKey = push.Ssh is { IsHere: false } });
        if (push.Ssh is not null)
        {
            tell(host.Reach());
            tell(host.Login());
        }

        _names.AddRange([.. (answer.Find("login") ?? string.Empty).Split(' ').Take(1), answer.Find("home") ?? string.Empty]);
        if (answer.Reach is not (HostReach.Answered or HostReach.Confined))
        {
            TellAll(host.All());
            tell(Check.Skip(CheckNames.Push, "there is no connection"));
            tell(Check.Skip(CheckNames.Clients, "there is no connection"));
            return;
        }

        await CheckPushAsync(target, answer, cancellation);
    }

    private async Task CheckPushAsync(ResolvedTarget target, HostAnswer answer, CancellationToken cancellation)
    {
        var plan = new PlanRecorder();
        TargetStatus? status = null;
        RunSummary summary;
        try
        {
            summary = await session.StatusAsync(target.Push, options, plan, found => status = found, cancellation);
        }
        catch (SyncException failure)
        {
            summary = new RunSummary { Target = target.Push.Name, Exit = failure.ExitCode, Message = failure.Message };
        }

        var subject = new HostSubject(
            target.Push.Ssh is { } ssh ? DisplayText.Of(ssh.Place) : "this machine",
            SudoLine(target, answer),
            plan.Plan?.ContentBytes ?? 0,
            status?.Changes.Count(change => change.Kind == Plan.ChangeKind.Add) ?? 0);
        TellAll(target.Push.Ssh is null
            ? new HostChecks(answer, subject).All().Where(check => check.Name is not (CheckNames.Shell or CheckNames.Agent or CheckNames.Rsync or CheckNames.Clock or CheckNames.LocaleThere or CheckNames.Platform))
            : new HostChecks(answer, subject).All());
        tell(PushChecks.Push(summary, status, plan));
        tell(status is null ? Check.Skip(CheckNames.Clients, "the push did not come that far") : PushChecks.Clients(status, DateTimeOffset.UtcNow));
    }

    private void TellAll(IEnumerable<Check> checks)
    {
        foreach (Check check in checks)
        {
            tell(check);
        }
    }

    /// <summary>The deploy command as it runs after a push, where it uses sudo.</summary>
    private string? SudoLine(ResolvedTarget target, HostAnswer answer)
    {
        DeployStep usual = DeployStep.Convention;
        DeployStep step = new DeployStep(
            target.Deploy ?? configuration.Deploy.Command,
            configuration.Deploy.Sudo ?? usual.AllowsSudo,
            configuration.Deploy.When ?? usual.When,
            usual.Timeout).On(target.Push.Kind);
        if (step.When == DeployWhen.Never || session.FindDeploy(step) is not { } command)
        {
            return null;
        }

        bool usesSudo = command.Check.Sudo == SudoUse.Always || (command.Check.Sudo == SudoUse.WhereThere && answer.Find("sudo") is not (null or "none"));
        return usesSudo ? command.Describe(bySudo: true) : null;
    }
}
