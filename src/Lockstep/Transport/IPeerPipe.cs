
namespace Lockstep.Transport;

/// <summary>
/// A pipe to an agent that runs and has not been greeted: both streams stand at the protocol's first byte. The streams may be used by two threads, one each.
/// Disposing ends the agent's input, waits for its end for a bounded time, and then ends it.
/// </summary>
public interface IPeerPipe : IAsyncDisposable
{
    /// <summary>The peer for messages, such as <c>user@host</c>.</summary>
    string Peer { get; }

    /// <summary>What the agent sends.</summary>
    Stream Input { get; }

    /// <summary>What goes to the agent. Closing it is the agent's end of input.</summary>
    Stream Output { get; }

    /// <summary>Bytes sent, an uploaded agent included.</summary>
    long BytesSent { get; }

    /// <summary>Bytes received.</summary>
    long BytesReceived { get; }

    /// <summary>Bytes of the uploaded agent alone; 0 when the host had it.</summary>
    long AgentBytes { get; }

    /// <summary>
    /// Whether a peer that was told goodbye may be left alone: connection and peer end by themselves, with this process at the latest, and nobody has to wait for that.
    /// </summary>
    bool EndsByItself => false;

    /// <summary>Breaks the connection off at once: reads and writes that wait for the peer end, with an error or as if the peer had ended.</summary>
    void Abort();

    /// <summary>Why the connection ended, once <see cref="Input"/> has ended or a write failed: the exception to throw, with cause and remedy.</summary>
    /// <param name="hasSpoken">Whether the agent was heard: then it runs there, and may when it is called again.</param>
    Task<ConnectionException> DescribeEndAsync(bool hasSpoken);
}
