using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;

namespace Lockstep.Transport;

/// <summary>
/// A pipe to a program on a peer, through a process of ours (ssh). Made by <see cref="SshConnector"/>. Both streams are unbuffered and
/// may be used by two threads, one each; see <see cref="DescriptorStream"/> for what blocks.
/// </summary>
public sealed class PeerConnection : IPeerPipe
{
    /// <summary>What a peer gets to end by itself after its input has ended, and again after it was asked to.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly PipedProcess _process;
    private readonly long _sentBefore;
    private readonly SshAddress _address;

    internal PeerConnection(SshAddress address, PipedProcess process, ErrorLog errors, int commandLength)
    {
        _address = address;
        _process = process;
        Errors = errors;
        _sentBefore = commandLength;
        Exited = AwaitExitAsync();
    }

    /// <summary>The peer for messages, such as <c>user@host</c>.</summary>
    public string Peer => _address.ToString();

    /// <summary>What the peer sends. An end means that the peer's program or the connection ended: <see cref="Exited"/> tells which.</summary>
    public CountedStream Input => _process.Output;

    /// <summary>What goes to the peer. Closing it is the peer's end of input.</summary>
    public CountedStream Output => _process.Input;

    /// <summary>Bytes sent: the remote command line, an uploaded agent, and everything written to <see cref="Output"/>.</summary>
    public long BytesSent => _sentBefore + Output.Count;

    /// <summary>Bytes received, noise before the agent's first byte included.</summary>
    public long BytesReceived => Input.Count;

    /// <summary>Bytes of the uploaded agent alone; 0 when the host had it.</summary>
    public long AgentBytes { get; internal set; }

    /// <summary>How our process ended: ssh's 255 is the connection's failure, other codes are those of the peer's program.</summary>
    public Task<ProcessExit> Exited { get; }

    /// <summary>The last lines of standard error, printable, oldest first.</summary>
    public IReadOnlyList<string> ErrorLines => Errors.Lines;

    /// <summary>ssh is told of our death by the system, and the peer's input ends with ssh.</summary>
    public bool EndsByItself => true;

    Stream IPeerPipe.Input => Input;

    Stream IPeerPipe.Output => Output;

    internal ErrorLog Errors { get; }

    /// <summary>
    /// Why the connection ended, once <see cref="Input"/> has ended or a write failed: the exception to throw, with cause and remedy.
    /// </summary>
    /// <param name="hasSpoken">Whether the agent was heard: then it runs there, and may when it is called again.</param>
    public async Task<ConnectionException> DescribeEndAsync(bool hasSpoken)
    {
        Output.Dispose();
        await Task.WhenAny(Exited, Task.Delay(Grace));
        await Task.WhenAny(Errors.Ended, Task.Delay(TimeSpan.FromMilliseconds(500)));
        return ConnectionDiagnosis.Of(_address, Exited.IsCompletedSuccessfully ? await Exited : null, ErrorLines, hasSpoken);
    }

    /// <summary>Ends the peer's input, waits for its end for a moment, then asks, then kills.</summary>
    public async ValueTask DisposeAsync()
    {
        Output.Dispose();
        if (!await HasEndedWithinGraceAsync())
        {
            _process.Terminate();
            if (!await HasEndedWithinGraceAsync())
            {
                _process.Kill();
                await _process.Ended;
            }
        }

        _process.Reap();
        Input.Dispose();
        Errors.Dispose();
    }

    /// <summary>Breaks the connection off at once.</summary>
    public void Abort() => _process.Terminate();

    private async Task<bool> HasEndedWithinGraceAsync() =>
        await Task.WhenAny(_process.Ended, Task.Delay(Grace)) == _process.Ended;

    private async Task<ProcessExit> AwaitExitAsync()
    {
        await _process.Ended;
        return _process.Reap();
    }
}
