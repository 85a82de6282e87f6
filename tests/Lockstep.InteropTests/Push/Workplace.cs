using System.Diagnostics;
using Lockstep.Native;
using Lockstep.Native.Terminals;
using Lockstep.Processes;
using Lockstep.Transport;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.InteropTests.Push;

/// <summary>
/// A user's place: a project, a home directory of its own, and a target that is another directory of this machine, reached through ssh when there is a server.
/// The client is the one that users have.
/// </summary>
internal sealed class Workplace : IDisposable
{
    private readonly LoopbackSshServer? _server;

    /// <param name="server">Takes the pushes; null for a local target.</param>
    /// <param name="project">The project directory's name.</param>
    /// <param name="target">The target root's name.</param>
    public Workplace(LoopbackSshServer? server = null, string project = "project", string target = "app")
    {
        Assert.SkipWhen(
            server is null && System.Environment.GetEnvironmentVariable("LOCKSTEP_PLATFORM") == "portable",
            "the portable client has no targets on this machine");
        _server = server;
        Directory = System.IO.Directory.CreateTempSubdirectory("lockstep-push-").FullName;
        Project = System.IO.Directory.CreateDirectory(Path.Combine(Directory, project)).FullName;
        Home = System.IO.Directory.CreateDirectory(Path.Combine(Directory, "home")).FullName;
        Target = Path.Combine(System.IO.Directory.CreateDirectory(Path.Combine(Directory, "server")).FullName, target);
        Environment["HOME"] = Home;
        Environment["LOCKSTEP_CONFIG"] = "";
        // The project is the user's own; what one that is not may do, the attacks tell.
        Environment["LOCKSTEP_TRUST"] = "1";
        if (server is not null)
        {
            Environment["LOCKSTEP_SSH"] = server.SshCommand;
        }
    }

    /// <summary>Everything is below this.</summary>
    public string Directory { get; }

    /// <summary>The project.</summary>
    public string Project { get; }

    /// <summary>The user's home directory.</summary>
    public string Home { get; }

    /// <summary>The target's root, made by the first push; its state is beside it.</summary>
    public string Target { get; }

    /// <summary>The directory of the target's root and state.</summary>
    public string TargetParent => Path.GetDirectoryName(Target)!;

    /// <summary>The target's state.</summary>
    public string State => Path.Combine(TargetParent, ".lockstep", Path.GetFileName(Target));

    /// <summary>What the command line calls the target.</summary>
    public string Address => _server is null ? Target : $"{LoopbackSshServer.Host}:{Target}";

    /// <summary>Variables of the client's environment besides ours.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>A command that starts the client, such as one that takes rights from it.</summary>
    public IReadOnlyList<string> Starter { get; set; } = [];

    /// <summary>Where the client is started; in the place itself when null.</summary>
    public string? CurrentDirectory { get; set; }

    /// <summary>The client's program.</summary>
    public string Client { get; set; } = BuiltPrograms.Client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A workplace whose target is reached in one way or the other.</summary>
    public static Workplace For(Reach reach, SharedSshServer shared) => new(reach == Reach.Ssh ? shared.Server : null);

    /// <summary>Runs a script in the project.</summary>
    public string InProject(string script) => Shell.Run(script, Project);

    /// <summary>Runs a script in the target's root.</summary>
    public string OnTarget(string script) => Shell.Run(script, Target);

    /// <summary>Pushes to the target and tells of it in JSON.</summary>
    public Task<ClientResult> PushAsync(params string[] options) => RunAsync(["-C", Project, "--json", "push", Address, .. options]);

    /// <summary>Pushes, which has to succeed.</summary>
    public async Task<ClientResult> PushedAsync(params string[] options)
    {
        ClientResult result = await PushAsync(options);
        Assert.True(result.Exit == 0, $"exit code {result.Exit}\n{result.Output}\n{result.Errors}");
        return result;
    }

    /// <summary>Does something with the target and tells of it in JSON.</summary>
    public Task<ClientResult> TellAsync(string verb, params string[] words) => RunAsync(["-C", Project, "--json", verb, Address, .. words]);

    /// <summary>Does something with the target and tells of it as to a person.</summary>
    public Task<ClientResult> SayAsync(string verb, params string[] words) => RunAsync(["-C", Project, verb, Address, .. words]);

    /// <summary>Runs the client.</summary>
    public async Task<ClientResult> RunAsync(params string[] arguments)
    {
        using RunningClient client = Start(arguments);
        return await client.EndAsync(Cancellation);
    }

    /// <summary>Starts the client with its streams, or a terminal, in the test's hands. Its arguments need not be text.</summary>
    public Run.CommandClient StartCommand(TerminalSize? terminal, params ReadOnlyMemory<byte>[] arguments) => new(ChildCommand.Of(Client) with
    {
        Arguments = [System.Text.Encoding.UTF8.GetBytes(Client), .. arguments],
        Environment = [.. Environment],
        Directory = System.Text.Encoding.UTF8.GetBytes(CurrentDirectory ?? Directory),
        HasInput = true,
        Terminal = terminal,
        Launcher = BuiltPrograms.Launcher,
    });

    /// <summary>Starts <c>lockstep run</c> on the target; an empty project is no matter.</summary>
    public Run.CommandClient StartRun(TerminalSize? terminal, params string[] words) => StartCommand(
        terminal, [.. ((string[])["-C", Project, "run", Address, "--yes", .. words]).Select(word => new ReadOnlyMemory<byte>(System.Text.Encoding.UTF8.GetBytes(word)))]);

    /// <summary>Starts <c>lockstep watch</c> on the target, told in JSON.</summary>
    public Watch.WatchClient StartWatch(params string[] options) => new(Prepare(["-C", Project, "--json", "watch", Address, "--yes", .. options]));

    /// <summary>Starts a watch of what all the arguments say.</summary>
    public Watch.WatchClient StartWatchOf(params string[] arguments) => new(Prepare(arguments));

    /// <summary>Starts the client.</summary>
    public RunningClient Start(params string[] arguments) => new(Prepare(arguments));

    private ProcessStartInfo Prepare(string[] arguments)
    {
        string[] command = [.. Starter, Client, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = CurrentDirectory ?? Directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Which calls the client uses is for whoever runs the tests to say.
        foreach (string name in start.Environment.Keys.Where(name => (name.StartsWith("XDG_", StringComparison.Ordinal) || name.StartsWith("LOCKSTEP_", StringComparison.Ordinal))
            && name is not ("LOCKSTEP_PLATFORM" or "LOCKSTEP_DISK")).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>Lets rsync say what still differs between project and target; nothing, when a push of all there is has done its work.</summary>
    public string DifferencesByRsync() => TreeJudge.DifferencesByRsync(Project, Target);

    /// <inheritdoc/>
    public void Dispose() => Shell.Run($"chmod -R u+rwX {Shell.Quote(Directory)}; rm -rf {Shell.Quote(Directory)}");
}
