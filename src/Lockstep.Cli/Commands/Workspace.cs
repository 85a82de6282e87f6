using System.CommandLine;
using Lockstep.Cli.Options;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Trusting;
using Lockstep.Native.Disk;
using Lockstep.Sessions;
using Lockstep.Tree;

namespace Lockstep.Cli.Commands;

/// <summary>Where a command works: the project, what the settings say about it, and where output goes.</summary>
internal sealed record Workspace(Project Project, Configuration Configuration, UserOutput Output, UserEnvironment Environment)
{
    private readonly HashSet<string> _told = [];

    /// <summary>Tells which targets are meant. Those whose settings the user has not trusted are refused.</summary>
    public required TargetResolver Targets { get; init; }

    /// <summary>Lets through what the user has trusted.</summary>
    public required Action<IEnumerable<ProjectValue>> Demand { get; init; }

    /// <summary>The project as a target: what pulls are put into.</summary>
    public ResolvedTarget ProjectAsTarget =>
        new(new PushTarget(Project.Name, AddressKind.Local, NamedPlace.BytesOf(Project.Directory)) { IsProject = true }, Deploy: null);

    /// <summary>Finds the project and reads the settings.</summary>
    /// <exception cref="SyncException">There is no project, or something in the settings is wrong.</exception>
    /// <param name="global">Name the project.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="surroundings">Where we run.</param>
    /// <param name="mayAsk">Whether the user may be asked to trust the project's settings.</param>
    public static Workspace Open(GlobalOptions global, ParseResult parsed, Surroundings surroundings, bool mayAsk = true)
    {
        UserEnvironment environment = surroundings.Environment;
        string? asked = global.Directory(parsed);
        string start = asked is null ? environment.CurrentDirectory : ProjectDirectory.Find(asked, environment.CurrentDirectory);
        var gate = new TrustGate(surroundings, start);
        string directory = asked is null ? ProjectDirectory.Find(asked: null, start, gate.Owners) : start;
        Configuration configuration = SettingsFiles.Read(directory, environment, gate.Owners);
        TimeSpan? asksLinger = global.Linger(parsed) ?? LingerOf(environment);
        ConnectionSettings connection = configuration.Connection with { Timeout = global.ConnectTimeout(parsed) };
        configuration = configuration with
        {
            Connection = asksLinger is null ? connection : connection with { Linger = asksLinger, LingerIsProjects = false },
        };
        string name = ProjectName.Of(configuration, directory);
        if (name.Length == 0)
        {
            throw new SyncException(ExitCode.Refused, $"{DisplayText.Of(directory)} cannot be a project, since everything would be sent. Go to the project's directory, or name it with -C DIR");
        }

        if (ProjectName.FindFlaw(name) is { } flaw)
        {
            throw new SyncException(ExitCode.Usage, $"the project in {DisplayText.Of(directory)} has no usable name: it {flaw}. Set [project] name in {ProjectDirectory.SettingsFileName}");
        }

        UserOutput output = surroundings.Output(global.Color(parsed), configuration.Color);
        Workspace? workspace = null;
        return workspace = new Workspace(new Project(name, directory) { Owners = gate.Owners }, configuration, output, environment)
        {
            Targets = new TargetResolver(configuration, environment, name, (words, targets) => workspace!.Approve(words, targets))
            {
                Placeholders = AddressPlaceholders.Of(name, directory, environment, gate.Owners),
                Offer = mayAsk && !global.IsJson(parsed) && surroundings.ReadAnswer is { } read ? address => Asks(address, output, read) : null,
            },
            Demand = values => gate.Demand(directory, values, output, mayAsk),
        };
    }

    /// <summary>The same with the project as these targets get it: a part of it where their settings say so (<c>from</c>).</summary>
    /// <exception cref="SyncException">There is no such part, or they get different ones.</exception>
    public Workspace For(IReadOnlyList<ResolvedTarget> targets)
    {
        ResolvedTarget? other = targets.FirstOrDefault(target => target.From != targets[0].From);
        if (other is not null)
        {
            throw new SyncException(
                ExitCode.Usage,
                $"{PartOf(targets[0])} goes to '{DisplayText.Of(targets[0].Push.Name)}' and {PartOf(other)} to '{DisplayText.Of(other.Push.Name)}': "
                + "one command has targets of one directory. Give one command for each");
        }

        return targets is [{ From: { } part }, ..] ? this with { Project = ProjectPart.Of(Project, part, targets[0].Push.Name) } : this;
    }

    private static string PartOf(ResolvedTarget target) => target.From is { } part ? $"{DisplayText.Of(part)} of the project" : "the whole project";

    private static TimeSpan? LingerOf(UserEnvironment environment)
    {
        if (environment.Linger is not { } text)
        {
            return null;
        }

        return LingerTime.TryParse(text, out TimeSpan linger, out string? flaw)
            ? linger
            : throw new SyncException(ExitCode.Usage, DisplayText.Of($"LOCKSTEP_LINGER {flaw}"));
    }

    // ssh passes over a key that is not there, and then asks for a password or is refused, which tells nobody why.
    private void TellMissingKeys(IReadOnlyList<ResolvedTarget> targets)
    {
        foreach (ResolvedTarget target in targets)
        {
            // With the public half alone an agent may have the other.
            if (target.Push.Ssh?.Identity is { } key && !File.Exists(key) && !File.Exists($"{key}.pub") && _told.Add(key))
            {
                Output.Remark($"the identity {DisplayText.Of(key)} of '{DisplayText.Of(target.Push.Name)}' does not exist, or cannot be read: ssh goes on with other keys");
            }
        }
    }

    private static bool Asks(string address, UserOutput output, Func<string?> read)
    {
        output.Remark($"No target has that name, but a host of ~/.ssh/config does. Use {DisplayText.Of(address)}? [y/N]");
        return Question.IsYes(read());
    }

    private void Approve(IReadOnlyList<string> words, IReadOnlyList<ResolvedTarget> targets)
    {
        IEnumerable<string> names = [.. words, .. targets.Select(target => target.Push.Name)];
        foreach (string name in names.Where(Configuration.Shadowing.Contains).Where(_told.Add))
        {
            string kind = Configuration.Groups.ContainsKey(name) ? "group" : "target";
            Output.Remark($"{kind} '{DisplayText.Of(name)}' is the project's: the one of that name in your own settings does not count here");
        }

        Demand(targets.SelectMany(target => target.Needs));
        TellMissingKeys(targets);
    }
}
