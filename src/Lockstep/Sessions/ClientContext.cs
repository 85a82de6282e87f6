using System.Reflection;
using Lockstep.Files;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Transport;

namespace Lockstep.Sessions;

/// <summary>What a client brings along for all its runs.</summary>
/// <param name="CacheDirectory">Where it may keep what only saves time: hashes, copies of baselines.</param>
/// <param name="Owner">Who runs it, as <c>user@host</c>.</param>
/// <param name="AgentBearer">The program that has the agents it can bring to a host among its resources.</param>
public sealed record ClientContext(string CacheDirectory, string Owner, Assembly AgentBearer)
{
    /// <summary>Where copies of targets' baselines are kept.</summary>
    internal string BaselineDirectory => Path.Combine(CacheDirectory, "baselines");

    /// <summary>Reaches targets in another way than their address says: an agent in this process, for one. Null for the address.</summary>
    internal Func<PushTarget, PushOptions, CancellationToken, Task<IEndpoint>>? Connector { get; init; }

    /// <summary>What varies between production and tests in the project as a target of pulls; null in production.</summary>
    internal TargetOptions? ProjectOptions { get; init; }

    /// <summary>Reaches a target.</summary>
    internal async Task<IEndpoint> ConnectAsync(PushTarget target, PushOptions options, IRunObserver observer, CancellationToken cancellation)
    {
        if (Connector is { } connector)
        {
            return await connector(target, options, cancellation);
        }

        if (target.Ssh is not { } ssh)
        {
            return new LocalEndpoint();
        }

        var address = new SshAddress(ssh.Host, ssh.User, ssh.Port, ssh.Identity);
        var settings = new SshSettings { Command = ssh.Command, AgentDirectory = ssh.AgentDirectory };
        PeerConnection connection = await SshConnector.ConnectAgentAsync(address, settings, AgentBundle.FromResources(AgentBearer), cancellation);
        if (connection.AgentBytes > 0)
        {
            observer.Note($"brought the agent to {connection.Peer}");
        }

        return await RemoteEndpoint.GreetAsync(connection, options.Compression, options.BandwidthLimit, cancellation);
    }
}
