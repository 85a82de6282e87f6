using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Reacting;

namespace Lockstep.Cli.Settings;

/// <summary>When output is coloured.</summary>
internal enum ColorMode
{
    /// <summary>On a terminal, unless the environment's NO_COLOR says otherwise.</summary>
    Auto,
    Always,
    Never,
}

/// <summary>In which order several targets are pushed to.</summary>
internal enum DeployStrategy
{
    /// <summary>All at once, as many as there may be.</summary>
    Parallel,

    /// <summary>One after the other; the first that fails is the last.</summary>
    Rolling,
}

/// <summary>What the settings files say. Null stands for "not said": defaults belong to whoever uses a value.</summary>
internal sealed record Configuration
{
    public static Configuration Nothing { get; } = new();

    /// <summary>The target meant when none is given: a name, a group or an address.</summary>
    public string? DefaultTarget { get; init; }

    /// <summary>Directory on a target's host that holds the projects of addresses without a path; no trailing slash.</summary>
    public string? ProjectsDirectory { get; init; }

    public ColorMode? Color { get; init; }

    public ProjectSettings Project { get; init; } = new();

    public DeploySettings Deploy { get; init; } = new();

    public IReadOnlyList<ChangeRule> OnChange { get; init; } = [];

    public ConnectionSettings Connection { get; init; } = new();

    public HistorySettings History { get; init; } = new();

    public OnBusy? OnBusy { get; init; }

    public IReadOnlyDictionary<string, TargetSettings> Targets { get; init; } = new Dictionary<string, TargetSettings>();

    /// <summary>Names of targets by the name of their group.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Groups { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>
    /// Targets and groups of the project that have the name of a target or group of the person's, which therefore does not
    /// count.
    /// </summary>
    public IReadOnlyList<string> Shadowing { get; init; } = [];

    /// <summary>
    /// These settings where they say something, else the others', key by key; targets and groups of both. A target hides
    /// the others' group of its name, and a group their target.
    /// </summary>
    public Configuration Over(Configuration other) => new()
    {
        DefaultTarget = DefaultTarget ?? other.DefaultTarget,
        ProjectsDirectory = ProjectsDirectory ?? other.ProjectsDirectory,
        Color = Color ?? other.Color,
        Project = new(
            Project.Name ?? other.Project.Name,
            Project.Exclude ?? other.Project.Exclude,
            Project.Include ?? other.Project.Include,
            Project.Hidden ?? other.Project.Hidden,
            Project.Disposable ?? other.Project.Disposable),
        Deploy = new(
            Deploy.Command ?? other.Deploy.Command,
            Deploy.When ?? other.Deploy.When,
            Deploy.Timeout ?? other.Deploy.Timeout,
            Deploy.Sudo ?? other.Deploy.Sudo,
            Deploy.Strategy ?? other.Deploy.Strategy)
        {
            Trial = Deploy.Trial.Over(other.Deploy.Trial),
        },
        OnChange = OnChange.Count > 0 ? OnChange : other.OnChange,
        Connection = new(
            Connection.Ssh ?? other.Connection.Ssh,
            Connection.AgentDirectory ?? other.Connection.AgentDirectory,
            Connection.Ssh is not null ? Connection.SshIsProjects : other.Connection.SshIsProjects,
            Connection.Linger ?? other.Connection.Linger)
        {
            LingerIsProjects = Connection.Linger is not null ? Connection.LingerIsProjects : other.Connection.LingerIsProjects,
        },
        History = new(History.MaxAgeDays ?? other.History.MaxAgeDays, History.MaxBytes ?? other.History.MaxBytes),
        OnBusy = OnBusy ?? other.OnBusy,
        Targets = Union(Targets, other.Targets, Groups),
        Groups = Union(Groups, other.Groups, Targets),
    };

    private static Dictionary<string, T> Union<T, TOther>(
        IReadOnlyDictionary<string, T> first, IReadOnlyDictionary<string, T> second, IReadOnlyDictionary<string, TOther> hiding)
    {
        var union = new Dictionary<string, T>(first);
        foreach ((string name, T value) in second)
        {
            if (!hiding.ContainsKey(name))
            {
                union.TryAdd(name, value);
            }
        }

        return union;
    }
}

/// <summary><c>[project]</c>.</summary>
internal sealed record ProjectSettings(
    string? Name = null,
    IReadOnlyList<string>? Exclude = null,
    IReadOnlyList<string>? Include = null,
    bool? Hidden = null,
    IReadOnlyList<string>? Disposable = null);

/// <summary><c>[deploy]</c>.</summary>
internal sealed record DeploySettings(
    string? Command = null, DeployWhen? When = null, TimeSpan? Timeout = null, bool? Sudo = null, DeployStrategy? Strategy = null)
{
    /// <summary>How a deploy is judged.</summary>
    public TrialSettings Trial { get; init; } = new();
}

/// <summary>How a deploy is judged, of <c>[deploy]</c> or of one target.</summary>
internal sealed record TrialSettings(string? Check = null, TimeSpan? Timeout = null, DeployFailure? OnFailure = null)
{
    /// <summary>These settings where they say something, else the others'.</summary>
    public TrialSettings Over(TrialSettings? other) =>
        new(Check ?? other?.Check, Timeout ?? other?.Timeout, OnFailure ?? other?.OnFailure);
}

/// <summary><c>[connection]</c>.</summary>
/// <param name="Ssh">The ssh command in a shell's spelling.</param>
/// <param name="AgentDirectory">Directory on the targets that the agent is kept in.</param>
/// <param name="SshIsProjects">Whether a project's file says what the ssh command is.</param>
/// <param name="Linger">How long a connection lasts without a command; nothing to end it with the command.</param>
internal sealed record ConnectionSettings(
    string? Ssh = null, string? AgentDirectory = null, bool SshIsProjects = false, TimeSpan? Linger = null)
{
    /// <summary>Whether a project's file says how long connections last: it would keep one of the user's open.</summary>
    public bool LingerIsProjects { get; init; }

    /// <summary>How long ssh may take to reach a host (<c>--connect-timeout</c>); null for what its own configuration says.</summary>
    public TimeSpan? Timeout { get; init; }
}

/// <summary><c>[history]</c>.</summary>
internal sealed record HistorySettings(int? MaxAgeDays = null, long? MaxBytes = null);

/// <summary>One <c>[target.NAME]</c>.</summary>
/// <param name="Address">Where it is. A local path is absolute here.</param>
/// <param name="Identity">Key file for ssh, absolute.</param>
/// <param name="Deploy">Deploy command of this target alone.</param>
/// <param name="AgentDirectory">Directory for the agent on this target alone.</param>
/// <param name="IsProjects">Whether a project's file says so.</param>
internal sealed record TargetSettings(
    TargetAddress Address, string? Identity = null, string? Deploy = null, string? AgentDirectory = null, bool IsProjects = false)
{
    /// <summary>The directory of the project that is pushed there, as <see cref="ProjectPart"/> reads it; null for the whole project.</summary>
    public string? From { get; init; }

    /// <summary>How a deploy of this target is judged, where that is not <c>[deploy]</c>'s.</summary>
    public TrialSettings Trial { get; init; } = new();
}
