using System.CommandLine;
using Lockstep.Cli.Options;
using Lockstep.Cli.Settings;
using Lockstep.Tree;

namespace Lockstep.Cli.Completing;

/// <summary>The targets, groups and hosts that a command could name.</summary>
/// <param name="global">Which project the line is about.</param>
/// <param name="environment">Where the settings and the ssh configuration are.</param>
internal sealed class KnownTargets(GlobalOptions global, UserEnvironment environment)
{
    /// <summary>The configured names, then the hosts of <c>~/.ssh/config</c>.</summary>
    /// <param name="parsed">The line so far.</param>
    public IEnumerable<Candidate> Of(ParseResult parsed) => [.. Configured(parsed), .. Hosts()];

    /// <summary>The hosts of <c>~/.ssh/config</c>, as addresses.</summary>
    public IEnumerable<Candidate> Hosts() => SshHosts.Of(environment).Select(host => new Candidate($"{host}:", "host of ~/.ssh/config"));

    // A completion cannot complain: where the settings cannot be read there are no names.
    private IEnumerable<Candidate> Configured(ParseResult parsed)
    {
        Configuration configuration;
        try
        {
            configuration = SettingsFiles.Read(ProjectDirectory.Find(global.Directory(parsed), environment.CurrentDirectory), environment);
        }
        catch (SyncException)
        {
            return [];
        }

        IEnumerable<Candidate> targets = configuration.Targets.Select(target => new Candidate(target.Key, Place(target.Value.Address)));
        IEnumerable<Candidate> groups = configuration.Groups.Select(group => new Candidate(group.Key, $"group: {string.Join(", ", group.Value)}"));
        return targets.Concat(groups).OrderBy(candidate => candidate.Word, StringComparer.Ordinal);
    }

    private static string Place(TargetAddress address) => address.Kind == Sessions.AddressKind.Local
        ? DisplayText.Of(address.Path!)
        : DisplayText.Of($"{(address.User is { } user ? $"{user}@" : "")}{address.Place}:{address.Path}");
}
