using System.Reflection;
using System.Text;
using Lockstep;
using Lockstep.Cli;
using Lockstep.Cli.Commands;
using Lockstep.Native.Processes;
using Lockstep.Sessions.Lasting;

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

if (args is ["--version"])
{
    // Before anything else is built: scripts ask this often.
    using Stream output = Console.OpenStandardOutput();
    output.Write(Encoding.UTF8.GetBytes($"lockstep {typeof(ExitCode).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}\n"));
    return 0;
}

using var interruption = new Interruption();
Surroundings surroundings = Surroundings.OfProcess(interruption.Token);
try
{
    return await new CommandLine(new Library(surroundings.Environment).Open, surroundings).RunAsync(args, interruption.Token);
}
catch (Exception)
{
    await Console.Error.WriteLineAsync("lockstep: this is a bug in lockstep. Please report it with the command line and the trace below.");
    throw;
}
