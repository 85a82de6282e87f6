using Lockstep.Native;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;
using Lockstep.Sessions;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Transport;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Tests.Sessions;

/// <summary>An agent on a thread of this process, behind two real pipes that hold next to nothing, so that whoever may wait for the other does.</summary>
internal sealed class AgentPeer : IPeerPipe
{
    private const int PipeLength = 4096;

    private readonly DescriptorReader _input;
    private readonly DescriptorWriter _output;
    private readonly Task<ExitCode> _serving;

    private AgentPeer(ConnectionCut? cut, Func<Stream, Stream>? through, Func<Stream, Stream>? inputThrough)
    {
        var toAgent = new ProcessPipe();
        var fromAgent = new ProcessPipe();
        Assert.True(ProcessCalls.Control(toAgent.ReadEnd, ProcessCalls.SetPipeSize, PipeLength) >= 0);
        Assert.True(ProcessCalls.Control(fromAgent.ReadEnd, ProcessCalls.SetPipeSize, PipeLength) >= 0);
        _input = new DescriptorReader(fromAgent.ReadEnd);
        _output = new DescriptorWriter(toAgent.WriteEnd);
        Input = cut is { CutsOutput: false } ? new CutStream(_input, cut.After) : inputThrough?.Invoke(_input) ?? _input;
        Stream output = cut is { CutsOutput: true } ? new CutStream(_output, cut.After) : _output;
        Output = through?.Invoke(output) ?? output;
        var agentInput = new DescriptorReader(toAgent.ReadEnd);
        var agentOutput = new DescriptorWriter(fromAgent.WriteEnd);
        _serving = Task.Factory.StartNew(() => Serve(agentInput, agentOutput), TaskCreationOptions.LongRunning);
    }

    public string Peer => "an agent in this process";

    public Stream Input { get; }

    public Stream Output { get; }

    public long BytesSent => _output.Count;

    public long BytesReceived => _input.Count;

    public long AgentBytes => 0;

    /// <summary>Starts an agent and greets it.</summary>
    /// <param name="options">How it is talked to.</param>
    /// <param name="cut">Where the connection breaks; null for nowhere.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="through">What the way to the agent goes through; null for nothing.</param>
    /// <param name="inputThrough">What the way from the agent goes through; null for nothing.</param>
    /// <param name="time">The client's clock; null for the system's.</param>
    public static async Task<IEndpoint> ConnectAsync(
        PushOptions options,
        ConnectionCut? cut,
        CancellationToken cancellation,
        Func<Stream, Stream>? through = null,
        Func<Stream, Stream>? inputThrough = null,
        TimeProvider? time = null) =>
        await RemoteEndpoint.GreetAsync(new AgentPeer(cut, through, inputThrough), options.Compression, options.BandwidthLimit, cancellation, time);

    public Task<ConnectionException> DescribeEndAsync(bool hasSpoken)
    {
        _output.Dispose();
        return Task.FromResult(new ConnectionException(ConnectionFailure.Closed, "the agent in this process ended"));
    }

    public void Abort()
    {
        Input.Dispose();
        Output.Dispose();
        _output.Dispose();
        _input.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        _output.Dispose();
        if (Input != _input)
        {
            Input.Dispose();
        }

        await _serving;
        _input.Dispose();
    }

    private static ExitCode Serve(DescriptorReader input, DescriptorWriter output)
    {
        using (input)
        using (output)
        {
            var endpoint = new LocalEndpoint();
            try
            {
                return AgentServer.Serve(endpoint, input, output, breakOff: () =>
                {
                    input.Dispose();
                    output.Dispose();
                });
            }
            finally
            {
                endpoint.DisposeAsync().AsTask().GetAwaiter().GetResult();
            }
        }
    }
}
