using System.Diagnostics;
using Lockstep.Native.Descriptors;
using Lockstep.Tests.Sessions.Peers;
using Lockstep.Transport;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.InteropTests.Peers;

/// <summary>The real agent as a child process, in place of one behind ssh.</summary>
internal sealed class AgentPipe : IPeerPipe
{
    private const string Ready = "<lockstep-bootstrap> ready\n";

    private TappedStream? _tap;

    private AgentPipe(Process process) => Agent = process;

    public Process Agent { get; }

    public string Peer => "ann@desk";

    public Stream Input => Agent.StandardOutput.BaseStream;

    public Stream Output => _tap ?? Agent.StandardInput.BaseStream;

    public long BytesSent => 0;

    public long BytesReceived => 0;

    public long AgentBytes => 0;

    public static AgentPipe Start()
    {
        Process process = Process.Start(new ProcessStartInfo(BuiltPrograms.Agent("linux-x64"), ["serve"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var pipe = new AgentPipe(process);
        pipe.Input.ReadExactly(new byte[Ready.Length]);
        return pipe;
    }

    /// <summary>Kills the agent when it has been sent so many bytes.</summary>
    public void KillAfter(long bytes) => _tap = new TappedStream(Agent.StandardInput.BaseStream, bytes, Kill);

    /// <summary>Ends the agent as a power cut would.</summary>
    public void Kill()
    {
        Agent.Kill();
        Agent.WaitForExit();
    }

    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{Agent.Id}"]);
        kill.WaitForExit();
    }

    public void Abort() => Agent.Kill();

    public Task<ConnectionException> DescribeEndAsync(bool hasSpoken) =>
        Task.FromResult(new ConnectionException(ConnectionFailure.Closed, $"lost the connection to {Peer}."));

    public async ValueTask DisposeAsync()
    {
        // A pipe that nobody empties does not close before its reader ends.
        Task closing = Task.Run(Output.Dispose);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        try
        {
            await Agent.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
        }

        await closing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Agent.Dispose();
    }
}
