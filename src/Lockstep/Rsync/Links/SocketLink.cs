using System.ComponentModel;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Rsync.Links;

/// <summary>A daemon behind a socket.</summary>
internal sealed class SocketLink : IRsyncLink
{
    private const int MillisecondsPerSecond = 1000;
    private const int TimedOut = 110;

    private SocketLink(SafeFileHandle read, SafeFileHandle write) => (Input, Output) = (new DescriptorReader(read), new DescriptorWriter(write));

    /// <inheritdoc/>
    public Stream Input { get; }

    /// <inheritdoc/>
    public Stream Output { get; }

    /// <summary>Connects to a daemon.</summary>
    /// <param name="host">Its host.</param>
    /// <param name="port">Its port.</param>
    /// <param name="ipVersion">4, 6, or 0 for both.</param>
    /// <param name="timeoutSeconds">The longest wait; 0 for none.</param>
    public static SocketLink Connect(string host, int port, int ipVersion, int timeoutSeconds)
    {
        try
        {
            int timeout = timeoutSeconds > 0 ? timeoutSeconds * MillisecondsPerSecond : Timeout.Infinite;
            (SafeFileHandle read, SafeFileHandle write) = TcpConnection.Open(ByteWord.Text(host), port, ipVersion, timeout);
            return new SocketLink(read, write);
        }
        catch (Win32Exception e)
        {
            RsyncExit exit = e.NativeErrorCode == TimedOut && timeoutSeconds > 0 ? RsyncExit.ConnectTimeout : RsyncExit.SocketIo;
            throw new RsyncException(exit, $"rsync: [Receiver] failed to connect to {host}: {e.Message} ({e.NativeErrorCode})");
        }
        catch (IOException e)
        {
            throw new RsyncException(RsyncExit.SocketIo, $"rsync: [Receiver] getaddrinfo: {host} {port}: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public void Abort() => Dispose();

    /// <inheritdoc/>
    public int AwaitEnd() => 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        Output.Dispose();
        Input.Dispose();
    }
}
