using Lockstep;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;
using Lockstep.Sessions.Channels;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Lasting;
using Lockstep.Transport;
using Lockstep.Transport.Bootstrap;

// The bootstrap's script verifies and starts the agent; the agent starts commands through itself.
switch (args)
{
    case ["serve"]:
        return await ServeAsync(AgentProcess.Announce(), new EndpointHost());
    case ["serve", .. var words] when Confinement.TryParse(words, out Confinement confinement):
        return await ServeAsync(AgentProcess.AnnounceForced(), new EndpointHost(endpoint => new ConfinedEndpoint(endpoint, confinement)));
    case ["serve", ..]:
        StandardOutput.WriteErrorLine($"lockstep-agent: this is not understood, and nothing is served. In authorized_keys stands command=\"{Confinement.Usage}\".");
        return (int)ExitCode.Usage;
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

static async Task<int> ServeAsync((DescriptorReader Input, DescriptorWriter Output) client, EndpointHost host)
{
    await using (host.First)
    {
        void BreakOff()
        {
            client.Input.Dispose();
            client.Output.Dispose();
        }

        return (int)AgentServer.Serve(host.First, client.Input, client.Output, BreakOff, host: host);
    }
}
