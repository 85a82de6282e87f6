using Lockstep;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Lasting;
using Lockstep.Transport;
using Lockstep.Transport.Bootstrap;

// The bootstrap's script verifies and starts the agent; the agent starts commands through itself.
switch (args)
{
    case ["serve"]:
        (DescriptorReader input, DescriptorWriter output) = AgentProcess.Announce();
        await using (var endpoint = new LocalEndpoint())
        {
            return (int)AgentServer.Serve(endpoint, input, output, breakOff: () =>
            {
                input.Dispose();
                output.Dispose();
            });
        }

    case ["verify", var identity]:
        return AgentIdentity.OfThisProgram() == identity ? 0 : 1;
    case [ExecVerb.Name, ..]:
        return ExecVerb.Run(args);
    case [GuardVerb.Name, ..]:
        return GuardVerb.Run(args);
    case [KeeperVerb.Name]:
        return KeeperVerb.Run();
    case ["--version"]:
        StandardOutput.WriteLine($"{typeof(AgentProcess).Assembly.GetName().Version?.ToString(fieldCount: 3)}");
        return 0;
    default:
        StandardOutput.WriteErrorLine("lockstep-agent is started by lockstep; there is nothing to run by hand but --version.");
        return (int)ExitCode.Usage;
}
