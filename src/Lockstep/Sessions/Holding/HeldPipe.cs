using System.ComponentModel;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;
using Lockstep.Transport;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Sessions.Holding;

/// <summary>A pipe to an agent through the connection that another command holds (<see cref="ConnectionHolder"/>).</summary>
internal sealed class HeldPipe : IPeerPipe
{
    private readonly DescriptorReader _input;
    private readonly DescriptorWriter _output;

    private HeldPipe(string peer, SafeFileHandle connection)
    {
        Peer = peer;
        Holder = LocalSocket.PeerOf(connection).Process;
        _output = new DescriptorWriter(LocalSocket.Copy(connection));
        _input = new DescriptorReader(connection);
    }

    /// <inheritdoc/>
    public string Peer { get; }

    /// <summary>The process that holds the connection.</summary>
    public int Holder { get; }

    /// <inheritdoc/>
    public Stream Input => _input;

    /// <inheritdoc/>
    public Stream Output => _output;

    /// <inheritdoc/>
    public long BytesSent => _output.Count;

    /// <inheritdoc/>
    public long BytesReceived => _input.Count;

    /// <inheritdoc/>
    public long AgentBytes => 0;

    /// <inheritdoc/>
    public bool EndsByItself => true;

    /// <summary>Reaches the holder of a connection; null where there is none.</summary>
    /// <param name="place">Where it would listen.</param>
    /// <param name="peer">Whom the connection leads to, for messages.</param>
    public static HeldPipe? TryConnect(HeldPlace place, string peer)
    {
        if (!place.IsPrivate())
        {
            return null;
        }

        try
        {
            return LocalSocket.TryConnect(place.Socket) is { } connection ? new HeldPipe(peer, connection) : null;
        }
        catch (Win32Exception)
        {
            // Too few descriptors for a way that is only quicker.
            return null;
        }
    }

    /// <inheritdoc/>
    public void Abort()
    {
        _output.Dispose();
        _input.Dispose();
    }

    /// <inheritdoc/>
    public Task<ConnectionException> DescribeEndAsync(bool hasSpoken) => Task.FromResult(new ConnectionException(
        hasSpoken ? ConnectionFailure.Closed : ConnectionFailure.AgentUnfit,
        $"lost the connection to {Peer}: it was that of another command here (process {Holder}), which has ended or lost it. Run this again."));

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Abort();
        return ValueTask.CompletedTask;
    }
}
