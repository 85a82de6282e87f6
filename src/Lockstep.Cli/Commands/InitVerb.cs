using System.CommandLine;
using System.Text;
using Lockstep.Cli.Json;
using Lockstep.Cli.Options;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Starting;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Sessions;
using Lockstep.Sessions.Diagnosing;
using Lockstep.Tree;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep init</c>: writes a <c>lockstep.toml</c> that fits the project, for a target that was tried.</summary>
internal static class InitVerb
{
    public static Command Create(GlobalOptions global, OpenProject open, Surroundings surroundings)
    {
        var target = new Argument<string?>("TARGET") { HelpName = "TARGET", Description = "Address of the first target", Arity = ArgumentArity.ZeroOrOne };
        var noConnect = new Option<bool>("--no-connect") { Description = "Do not try whether the target can be reached" };
        var command = new Command("init", "Create lockstep.toml for this project") { target, noConnect };
        command.SetAction(async (parsed, cancellation) =>
        {
            UserEnvironment environment = surroundings.Environment;
            UserOutput output = surroundings.Output(global.Color(parsed), configured: null);
            // A parent's settings are not in the way of a new project: only the directory itself counts.
            string directory = global.Directory(parsed) is { } asked ? ProjectDirectory.Find(asked, environment.CurrentDirectory) : environment.CurrentDirectory;
            string path = Path.Join(directory, ProjectDirectory.SettingsFileName);
            RefuseExisting(path);
            string address = await AddressAsync(parsed.GetValue(target), directory, output, global.IsJson(parsed), environment, cancellation);
            string name = FirstTarget.NameOf(address);
            if (address.Length > 0 && !parsed.GetValue(noConnect))
            {
                await TryAsync(directory, name, address, open, surroundings, output, cancellation);
            }

            Write(path, SettingsTemplate.Write(name, address, ProjectLook.At(directory)));
            return Tell(path, name, address, output, global.IsJson(parsed));
        });
        return command;
    }

    private static int Tell(string path, string name, string address, UserOutput output, bool isJson)
    {
        string next = address.Length > 0 ? "Next: 'lockstep push --dry-run', then 'lockstep push'" : "Next: write the address of a target into it";
        output.Remark($"wrote {DisplayText.Of(path)}{(address.Length > 0 ? $" with the target '{name}'" : "")}. {next}");
        if (isJson)
        {
            var lines = new JsonLines(output);
            lines.Write("init", target: null, json =>
            {
                json.WriteString("path", DisplayText.Of(path));
                json.WriteString("name", name);
                json.WriteString("address", address.Length > 0 ? address : null);
            });
            JsonEnd.Show(lines, target: null, ExitCode.Done);
        }

        return (int)ExitCode.Done;
    }

    private static async Task<string> AddressAsync(
        string? given, string directory, UserOutput output, bool isJson, UserEnvironment environment, CancellationToken cancellation)
    {
        IReadOnlyList<string> hosts = SshHosts.Of(environment);
        if (given is not null)
        {
            return hosts.Contains(given) ? $"{given}:"
                : TargetAddress.TryParse(given, out _, out string? flaw) ? given
                : throw new SyncException(ExitCode.Usage, DisplayText.Of($"'{given}' {flaw}"));
        }

        return TypedAnswer.IsPossible(output) && !isJson
            ? await new TargetQuestions(output, TypedAnswer.ReadAsync).AskAsync(hosts, Path.GetFileName(directory), cancellation)
            : string.Empty;
    }

    /// <summary>Tries whether the target can be reached, and says how it stands. That it cannot is no reason not to write.</summary>
    private static async Task TryAsync(
        string directory, string name, string address, OpenProject open, Surroundings surroundings, UserOutput output, CancellationToken cancellation)
    {
        var targets = new TargetResolver(
            new Configuration { Targets = new Dictionary<string, TargetSettings> { [name] = SettingsOf(address, directory, surroundings.Environment) } },
            surroundings.Environment,
            Path.GetFileName(directory));
        PushTarget target = targets.Resolve([name])[0].Push;
        if (target.Ssh is not { } ssh)
        {
            return;
        }

        output.Remark($"trying {DisplayText.Of(ssh.Place)} ...");
        using IProjectSession session = open(new Project(Path.GetFileName(directory), directory), new Filters.FilterOptions());
        HostAnswer answer = await session.ProbeAsync(target, cancellation);
        output.RemarkLines(answer switch
        {
            { Reach: HostReach.Answered } => $"{DisplayText.Of(ssh.Place)} answers: {answer.Find("system")}, as {(answer.Find("login") ?? "").Split(' ')[0]}; "
                + $"the project goes to {(answer.Find("root") ?? DisplayText.Of(target.Root.Span)).Split(' ', 2)[^1]}",
            { Reach: HostReach.Confined } => $"{DisplayText.Of(ssh.Place)} answers, with an agent that is confined to one directory",
            _ => $"{answer.Message}\nThe settings are written nevertheless; 'lockstep doctor' tries again and says more.",
        });
    }

    private static TargetSettings SettingsOf(string address, string directory, UserEnvironment environment)
    {
        _ = TargetAddress.TryParse(address, out TargetAddress? parsed, out _);
        return new TargetSettings(parsed!.Kind == AddressKind.Local ? parsed with { Path = HomePath.Resolve(parsed.Path!, directory, environment.Home) } : parsed);
    }

    private static void RefuseExisting(string path)
    {
        if (Path.Exists(path))
        {
            throw new SyncException(ExitCode.Usage, $"{DisplayText.Of(path)} is there already: it was left as it is. Edit it, or move it away first");
        }
    }

    private static void Write(string path, string text)
    {
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            file.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (IOException) when (Path.Exists(path))
        {
            RefuseExisting(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SyncException(ExitCode.SyncFailed, $"cannot write {DisplayText.Of(path)}: {IoCause.Of(failure)}", failure);
        }
    }
}
