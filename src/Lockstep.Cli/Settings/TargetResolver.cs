using System.Text;
using Lockstep.Cli.Trusting;
using Lockstep.Native;
using Lockstep.Sessions;
using Lockstep.Tree;

namespace Lockstep.Cli.Settings;

/// <summary>Turns what the user calls targets (names, groups, addresses, nothing at all) into where a push goes.</summary>
/// <param name="configuration">What the settings say.</param>
/// <param name="environment">What the user's environment says.</param>
/// <param name="projectName">What <c>projects_dir</c> is followed by.</param>
/// <param name="approve">
/// Is asked about the words given and their targets before anything is done with them, and stops what the user has not
/// trusted; null to let everything through.
/// </param>
internal sealed class TargetResolver(
    Configuration configuration,
    UserEnvironment environment,
    string projectName,
    Action<IReadOnlyList<string>, IReadOnlyList<ResolvedTarget>>? approve = null)
{
    /// <summary>Fills in addresses that are no configured target's.</summary>
    public AddressPlaceholders Placeholders { get; init; } = new(projectName, environment.Login, () => string.Empty);

    /// <summary>Asks whether an address was meant by the name of a host; null where nobody is there to answer.</summary>
    public Func<string, bool>? Offer { get; init; }

    private const string UsualProjectsDirectory = "projects";

    /// <summary>The targets meant, in the order given, each once.</summary>
    /// <param name="asked">What stood on the command line; nothing asks for the default.</param>
    /// <exception cref="SyncException">A name is unknown, an address is wrong, or there is no default.</exception>
    public IReadOnlyList<ResolvedTarget> Resolve(IReadOnlyList<string> asked)
    {
        List<ResolvedTarget> targets = [];
        IReadOnlyList<string> words = asked.Count > 0 ? asked : [Default()];
        foreach (string text in words)
        {
            IReadOnlyList<string> names = configuration.Groups.GetValueOrDefault(text) ?? [text];
            if (names.Count == 0)
            {
                throw new SyncException(ExitCode.Usage, $"group '{DisplayText.Of(text)}' has no targets: add names of targets to it in {ProjectDirectory.SettingsFileName}, or name a target");
            }

            foreach (string name in names)
            {
                if (targets.TrueForAll(target => target.Push.Name != name))
                {
                    targets.Add(ResolveOne(name, isDefault: asked.Count == 0 && environment.Target is null, asked.Count > 0 ? "" : DefaultSource));
                }
            }
        }

        approve?.Invoke(words, targets);
        return targets;
    }

    /// <summary>Whether a word names a target or a group, or can only be a remote address: what <c>diff</c> tells targets from paths by.</summary>
    public bool IsTarget(string word) =>
        configuration.Targets.ContainsKey(word) || configuration.Groups.ContainsKey(word)
        || (TargetAddress.TryParse(word, out TargetAddress? address, out _) && address.Kind == AddressKind.Ssh);

    /// <summary>What the settings say now about a target that was resolved before. Where it is and how it is reached stays.</summary>
    public ResolvedTarget Renew(ResolvedTarget target) => Describe(target.Push, configuration.Targets.GetValueOrDefault(target.Push.Name));

    // The command line comes first; then the environment, the project's and the person's default, and the only target there is.
    private string Default() =>
        environment.Target ?? configuration.DefaultTarget
        ?? (configuration.Targets.Count == 1 ? configuration.Targets.Keys.First() : throw new SyncException(ExitCode.Usage, configuration.Targets.Count == 0
            ? "no target given, and none is configured. Name one, such as user@host:path, or run 'lockstep init'"
            : $"no target given, and no default among {Suggestion.List([.. configuration.Targets.Keys])}. Name one, or set default_target in {ProjectDirectory.SettingsFileName}"));

    /// <param name="text">A name or an address.</param>
    /// <param name="isDefault">Whether the settings chose it: a directory of this machine has to be trusted then, as a target's address.</param>
    /// <param name="source">Where the text stands, where that was not the command line: it begins a message then.</param>
    private ResolvedTarget ResolveOne(string text, bool isDefault, string source)
    {
        if (configuration.Targets.TryGetValue(text, out TargetSettings? configured))
        {
            return Make(text, configured);
        }

        if (!TargetAddress.LooksLikeAddress(text))
        {
            bool isHost = SshHosts.Of(environment).Contains(text);
            if (isHost && Offer?.Invoke($"{text}:{Path.Join(configuration.ProjectsDirectory ?? UsualProjectsDirectory, projectName)}") == true)
            {
                return ResolveOne($"{text}:", isDefault, source);
            }

            throw new SyncException(ExitCode.Usage, source + (isHost && configuration.Targets.Count == 0 ? ForgottenColon(text) : UnknownName(text)));
        }

        if (!TargetAddress.TryParse(text, out TargetAddress? address, out string? flaw))
        {
            throw new SyncException(ExitCode.Usage, DisplayText.Of($"{source}target '{text}' {flaw}"));
        }

        address = Placeholders.Fill(address);
        bool isLocal = address.Kind == AddressKind.Local;
        return Make(text, new TargetSettings(isLocal
            ? address with { Path = HomePath.Resolve(address.Path!, environment.CurrentDirectory, environment.Home) }
            : address) { IsProjects = isDefault });
    }

    /// <summary>A directory of this machine can be a target where what puts it in place is at home: on Linux.</summary>
    private static void RequireReachable(string name, AddressKind kind)
    {
        if (kind == AddressKind.Local && !SystemFamily.Current.HasLocalTargets)
        {
            throw new SyncException(
                ExitCode.Usage,
                $"target '{DisplayText.Of(name)}' is a directory of this machine, which can be a target on Linux alone. "
                + "Name one of a Linux host: user@host:path (in WSL, localhost where its sshd runs)");
        }
    }

    private ResolvedTarget Make(string name, TargetSettings target)
    {
        TargetAddress address = target.Address;
        RequireReachable(name, address.Kind);
        AddressPlaceholders.Check(name, address);
        string root = address.Path ?? Path.Join(configuration.ProjectsDirectory ?? UsualProjectsDirectory, projectName);
        SshDestination? ssh = address.Kind == AddressKind.Local
            ? null
            : new SshDestination(
                address.User,
                address.Host,
                address.Port,
                target.Identity,
                environment.Ssh ?? configuration.Connection.Ssh ?? "ssh",
                target.AgentDirectory ?? configuration.Connection.AgentDirectory)
            { Pipe = address.Pipe, Linger = configuration.Connection.Linger, ConnectTimeout = configuration.Connection.Timeout };
        return Describe(new PushTarget(name, address.Kind, Encoding.UTF8.GetBytes(root), ssh), target);
    }

    private ResolvedTarget Describe(PushTarget push, TargetSettings? settings) => new(push, settings?.Deploy)
    {
        From = settings?.From,
        Trial = (settings?.Trial ?? new TrialSettings()).Over(configuration.Deploy.Trial),
        Needs = push.Ssh is null ? [.. ProjectValues.OfPlace(push.Name, settings)] : [.. ProjectValues.OfConnection(push.Name, settings, environment.Ssh is null ? configuration.Connection : configuration.Connection with { Ssh = null })],
        DeployHere = push.Ssh is null ? [.. ProjectValues.OfDeploy(push.Name, settings, configuration.Deploy)] : [],
    };

    private string DefaultSource => environment.Target is not null ? "LOCKSTEP_TARGET: " : configuration.DefaultTarget is not null ? "default_target of the settings: " : "";

    private static string ForgottenColon(string text) => $"'{text}' is a host of ~/.ssh/config, and a host is written with a colon: '{text}:', or '{text}:PATH'";

    private string UnknownName(string text)
    {
        if (text.Length == 0)
        {
            return "the target is empty: give the name of one, or an address such as user@host:path";
        }

        string[] names = [.. configuration.Targets.Keys, .. configuration.Groups.Keys];
        string near = (Suggestion.ByStart(text, names) ?? Suggestion.For(text, names)) is { } suggestion ? $"; did you mean '{suggestion}'?" : ".";
        string known = names.Length == 0 ? "None is configured." : $"There is {Suggestion.List(names)}.";
        return DisplayText.Of($"unknown target '{DisplayText.Brief(text)}'{near} {known} A host is written '{text}:', a directory './{text}'");
    }
}

/// <summary>A target and what its settings say about it alone.</summary>
/// <param name="Push">Where the push goes.</param>
/// <param name="Deploy">Its own deploy command; null for the project's.</param>
internal sealed record ResolvedTarget(PushTarget Push, string? Deploy)
{
    /// <summary>The directory of the project that is pushed there; null for the whole project.</summary>
    public string? From { get; init; }

    /// <summary>How its deploy is judged.</summary>
    public TrialSettings Trial { get; init; } = new();

    /// <summary>Values of the project's settings that start programs, or read or write files on this machine, when the target is reached.</summary>
    public IReadOnlyList<ProjectValue> Needs { get; init; } = [];

    /// <summary>Commands of the project's settings that a deploy would run on this machine.</summary>
    public IReadOnlyList<ProjectValue> DeployHere { get; init; } = [];
}
