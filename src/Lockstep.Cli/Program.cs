using System.Reflection;
using Lockstep;
using Lockstep.Cli;
using Lockstep.Cli.Commands;
using Lockstep.Native;

if (args is ["--version"])
{
    // Before anything else is built: scripts ask this often.
    using Stream output = Console.OpenStandardOutput();
    output.Write(System.Text.Encoding.UTF8.GetBytes($"lockstep {typeof(ExitCode).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}\n"));
    return 0;
}

if (args is [ExecVerb.Name, ..])
{
    return ExecVerb.Run(args);
}

using var interruption = new Interruption();
try
{
    return await new CommandLine(Library.Engine, Surroundings.OfProcess()).RunAsync(args, interruption.Token);
}
catch (Exception bug) when (bug is not OutOfMemoryException)
{
    await Console.Error.WriteLineAsync("lockstep: this is a bug in lockstep. Please report it with the command line and the trace below.");
    throw;
}
