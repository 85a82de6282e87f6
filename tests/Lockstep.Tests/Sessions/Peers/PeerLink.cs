using Lockstep.Native;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;
using Lockstep.Transport;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Tests.Sessions.Peers;

/// <summary>
/// Two pipes of the system in place of a connection, both ends in this process. Each direction can be cut at a byte: what came before arrives, and then both
/// directions are at their end.
/// </summary>
internal sealed class PeerLink : IPeerPipe
{
    private readonly DescriptorReader _clientInput;
    private readonly DescriptorReader _agentInput;
    private readonly DescriptorWriter _clientOutput;
    private readonly DescriptorWriter _agentOutput;

    public PeerLink(long cutToAgent = long.MaxValue, long cutToClient = long.MaxValue)
    {
        var toAgent = new ProcessPipe();
        var toClient = new ProcessPipe();
        (_clientOutput, _agentInput) = (new DescriptorWriter(toAgent.WriteEnd), new DescriptorReader(toAgent.ReadEnd));
        (_agentOutput, _clientInput) = (new DescriptorWriter(toClient.WriteEnd), new DescriptorReader(toClient.ReadEnd));
        ToAgent = new TappedStream(_clientOutput, cutToAgent, Cut);
        ToClient = new TappedStream(_agentOutput, cutToClient, Cut);
    }

    public string Peer => "ann@desk";

    public Stream Input => _clientInput;

    public Stream Output => ToAgent;

    public Stream AgentInput => _agentInput;

    /// <summary>What the client has sent.</summary>
    public TappedStream ToAgent { get; }

    /// <summary>What the agent has sent.</summary>
    public TappedStream ToClient { get; }

    public long BytesSent => ToAgent.Count;

    public long BytesReceived => ToClient.Count;

    public long AgentBytes => 0;

    public bool IsAborted { get; private set; }

    public void Abort()
    {
        IsAborted = true;
        Cut();
    }

    public Task<ConnectionException> DescribeEndAsync(bool hasSpoken) =>
        Task.FromResult(new ConnectionException(ConnectionFailure.Closed, $"lost the connection to {Peer}."));

    public ValueTask DisposeAsync()
    {
        Cut();
        _clientInput.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The agent's process ends.</summary>
    public void EndAgent()
    {
        _agentInput.Dispose();
        _agentOutput.Dispose();
    }

    private void Cut()
    {
        _clientOutput.Dispose();
        _agentOutput.Dispose();
    }
}
