
namespace Lockstep.Transport;

/// <summary>There is no connection to a peer. The message names the host, the cause and the remedy.</summary>
public sealed class ConnectionException(ConnectionFailure failure, string message, Exception? cause = null)
    : SyncException(ExitCode.NoConnection, message, cause)
{
    /// <summary>The cause, for those who act on it: <c>auto</c> tries another engine, <c>watch</c> waits and tries again.</summary>
    public ConnectionFailure Failure { get; } = failure;
}
