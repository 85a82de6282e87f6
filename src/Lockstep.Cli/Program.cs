using Lockstep;
using Lockstep.Cli;
using Lockstep.Cli.Commands;
using Lockstep.Cli.Rsync;
using Lockstep.Cli.Shell;
using Lockstep.Cli.Terminal;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;
using Lockstep.Portable;
using Lockstep.Sessions.Holding;
using Lockstep.Sessions.Lasting;

if (ShellArguments.NamesScript(Environment.GetCommandLineArgs()[0], args))
{
    StandardOutput.WriteErrorLine("lockstep-shell: runs no scripts of this machine: give it a line with -c. Its target is the project's default, or LOCKSTEP_TARGET.");
    return (int)ExitCode.Usage;
}

args = ShellArguments.Normalize(Environment.GetCommandLineArgs()[0], args);
if (args is [ExecVerb.Name, ..])
{
    return ExecVerb.Run(args);
}

if (args is [GuardVerb.Name, ..])
{
    return GuardVerb.Run(args);
}

if (args is [KeeperVerb.Name])
{
    return KeeperVerb.Run();
}

PortablePlatform.Choose();
if (OperatingSystem.IsLinux())
{
    // Whoever closed a standard stream wants nothing of it. Left closed, the next pipe or file that is opened would get its number and our words.
    StandardDescriptors.OpenClosed();
}

if (args is ["--version" or "-V"])
{
    // Before anything else is built: scripts ask this often.
    UserOutput output = UserOutput.OfProcess(_ => default);
    output.Result(VersionVerb.Line);
    return (int)(output.HasLostResults ? ExitCode.SyncFailed : ExitCode.Done);
}

using var interruption = new Interruption();
if (args is [RsyncVerb.Name, ..])
{
    return await RsyncVerb.RunAsync(args.Length - 1, interruption.Token);
}

Surroundings surroundings = Surroundings.OfProcess(interruption.Token);
var library = new Library(surroundings.Environment);
try
{
    if (args is [HoldVerb.Name])
    {
        return await HoldVerb.RunAsync(library.Client, interruption.Token);
    }

    return await new CommandLine(library.Open, surroundings with { Disconnect = library.Client.DisconnectAsync }).RunAsync(args, interruption.Token);
}
catch (Exception)
{
    await Console.Error.WriteLineAsync("lockstep: this is a bug in lockstep. Please report it with the command line and the trace below.");
    throw;
}
