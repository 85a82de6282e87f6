using Lockstep.Cli.Settings;
using Lockstep.Sessions;
using Lockstep.Sessions.Reacting;

namespace Lockstep.Cli.Trusting;

/// <summary>Finds the values of a project's settings that count only once they are trusted.</summary>
internal static class ProjectValues
{
    /// <summary>All of them, whichever target they are for. Commands among them would run on targets of this machine.</summary>
    public static IReadOnlyList<ProjectValue> All(Configuration configuration) =>
    [
        .. configuration.Targets.SelectMany(target => OfConnection(target.Key, target.Value, configuration.Connection)),
        .. OfConnection(string.Empty, target: null, configuration.Connection),
        .. configuration.Targets.SelectMany(target => OfPlace(target.Key, target.Value)),
        .. configuration.Targets.Where(target => target.Value.Address.Kind == AddressKind.Local).SelectMany(target => OfDeploy(target.Key, target.Value, configuration.Deploy)),
        .. OfDeploy(string.Empty, target: null, configuration.Deploy),
        .. OfChanges(configuration.OnChange),
        .. configuration.Targets.Where(target => target.Value.Address.Kind == AddressKind.Local).SelectMany(target => OfCheck(target.Key, target.Value.Trial, configuration)),
        .. OfCheck(string.Empty, configuration.Deploy.Trial, configuration),
    ];

    /// <summary>What is started and read to reach a target.</summary>
    public static IEnumerable<ProjectValue> OfConnection(string name, TargetSettings? target, ConnectionSettings connection)
    {
        if (connection is { SshIsProjects: true, Ssh: { } ssh })
        {
            yield return new ProjectValue("[connection] ssh", ssh);
        }

        if (target is { IsProjects: true, Identity: { } identity })
        {
            yield return new ProjectValue($"[target.{name}] identity", identity);
        }

        if (target is { IsProjects: true, Address: { IsHere: true, Pipe: { } pipe } })
        {
            yield return new ProjectValue($"[target.{name}] address", $"exec:{pipe}");
        }
    }

    /// <summary>
    /// The directory of this machine that a target writes to: <c>~/.ssh</c> would be as good as a program. Where links lead
    /// elsewhere, it is that place, since a project may bring such a link later.
    /// </summary>
    public static IEnumerable<ProjectValue> OfPlace(string name, TargetSettings? target)
    {
        if (target is { IsProjects: true, Address: { Kind: AddressKind.Local, Path: { } path } })
        {
            yield return new ProjectValue($"[target.{name}] address", LocalPlace.Of(path));
        }
    }

    /// <summary>What a deploy runs on a target of this machine. The <c>[deploy]</c> table is always a project's.</summary>
    public static IEnumerable<ProjectValue> OfDeploy(string name, TargetSettings? target, DeploySettings deploy)
    {
        if (target is { IsProjects: true, Deploy: { } own })
        {
            yield return new ProjectValue($"[target.{name}] deploy", own);
        }
        else if (target?.Deploy is null && deploy.Command is { } command)
        {
            yield return new ProjectValue("[deploy] command", command);
        }
    }

    /// <summary>What judges a deploy on a target of this machine.</summary>
    public static IEnumerable<ProjectValue> OfCheck(string name, TrialSettings trial, Configuration configuration)
    {
        if (trial.Check is not { } check)
        {
            yield break;
        }

        bool isOwn = configuration.Targets.GetValueOrDefault(name)?.Trial.Check is not null;
        bool isPersons = isOwn && !configuration.Targets[name].IsProjects;
        if (!isPersons)
        {
            yield return new ProjectValue(isOwn ? $"[target.{name}] check" : "[deploy] check", check);
        }
    }

    /// <summary>What <c>push</c> and <c>watch</c> run on a target of this machine.</summary>
    public static IEnumerable<ProjectValue> OfChanges(IEnumerable<ChangeRule> rules) => rules.Select(rule => new ProjectValue("[[on_change]] run", rule.Command));
}
