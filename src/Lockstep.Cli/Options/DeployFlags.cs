using System.CommandLine;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Trusting;
using Lockstep.Sessions;
using Lockstep.Sessions.Deploying;

namespace Lockstep.Cli.Options;

/// <summary>The options about the command that runs on the target, laid over what the settings say.</summary>
internal sealed class DeployFlags
{
    // Of verbs that do more than deploy, the option is part of what they do to the target.
    private const string ForceName = "--force";

    private readonly Option<bool> _noDeploy = new("--no-deploy") { Description = "Only sync, run nothing on the target" };
    private readonly Option<string?> _command = new("--deploy") { Description = "Run this command on the target", HelpName = "CMD" };
    private readonly Option<bool> _sudo = new("--sudo") { Description = "Let the conventional deploy.py run with sudo (the default)" };
    private readonly Option<bool> _noSudo = new("--no-sudo") { Description = "Run the conventional deploy.py without sudo" };

    private readonly Option<bool> _force = new(ForceName) { Description = "Deploy although somebody changed what was pushed, or may change what runs as root" };

    private readonly Option<bool> _anyway = new("--deploy-anyway") { Description = "Deploy although the target could not take everything" };

    public IEnumerable<Option> All => [_noDeploy, _command, _sudo, _noSudo, _anyway];

    /// <summary>The options of a command that does nothing but deploy.</summary>
    public IEnumerable<Option> OfDeploy => [_command, _sudo, _noSudo, _force];

    /// <summary>Refuses options that contradict each other.</summary>
    /// <exception cref="SyncException">They do.</exception>
    public void Check(ParseResult parsed)
    {
        if (IsOff(parsed) && parsed.GetValue(_command) is not null)
        {
            throw new SyncException(ExitCode.Usage, "--no-deploy and --deploy contradict each other: give one of them");
        }

        if (parsed.GetValue(_sudo) && parsed.GetValue(_noSudo))
        {
            throw new SyncException(ExitCode.Usage, "--sudo and --no-sudo contradict each other: give one of them");
        }
    }

    /// <summary>What runs on a target after a push; null for nothing.</summary>
    public DeployStep? Over(Configuration configuration, ResolvedTarget target, ParseResult parsed) =>
        IsOff(parsed) ? null : Step(configuration, target, parsed);

    /// <summary>What <c>lockstep deploy</c> runs on a target.</summary>
    public DeployStep Step(Configuration configuration, ResolvedTarget target, ParseResult parsed)
    {
        string? asked = parsed.GetValue(_command);
        DeployStep usual = DeployStep.Convention;
        return new DeployStep(
            asked ?? target.Deploy ?? configuration.Deploy.Command,
            AllowsSudo: !parsed.GetValue(_noSudo) && (parsed.GetValue(_sudo) || (configuration.Deploy.Sudo ?? usual.AllowsSudo)),
            // A command given for this push is meant for this push.
            asked is not null ? DeployWhen.Always : configuration.Deploy.When ?? usual.When,
            configuration.Deploy.Timeout ?? usual.Timeout)
        {
            IsForced = parsed.GetValue<bool>(ForceName),
            RunsAnyway = parsed.GetResult(_anyway) is { Implicit: false },
            Check = target.Trial.Check,
            CheckTimeout = target.Trial.Timeout ?? DeployStep.UsualCheckTimeout,
            OnFailure = target.Trial.OnFailure ?? DeployFailure.Keep,
        }.On(target.Push.Kind);
    }

    /// <summary>The commands of the project's settings that would run on this machine.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="targets">Where is deployed.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="withRules">Whether those of <c>[[on_change]]</c> run too.</param>
    public IEnumerable<ProjectValue> RunHere(
        Configuration configuration, IReadOnlyList<ResolvedTarget> targets, ParseResult parsed, bool withRules)
    {
        if (IsOff(parsed) || !targets.Any(target => target.Push.Kind == AddressKind.Local))
        {
            return [];
        }

        bool isGiven = parsed.GetValue(_command) is not null;
        return
        [
            .. isGiven ? [] : targets.SelectMany(target => target.DeployHere),
            .. targets.Where(target => target.Push.Kind == AddressKind.Local).SelectMany(target => ProjectValues.OfCheck(target.Push.Name, target.Trial, configuration)),
            .. withRules ? ProjectValues.OfChanges(configuration.OnChange) : [],
        ];
    }

    /// <summary>Whether nothing runs after a sync. <c>lockstep deploy</c> does not have the option at all.</summary>
    public bool IsOff(ParseResult parsed) => parsed.GetResult(_noDeploy) is { Implicit: false };
}
