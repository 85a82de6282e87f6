namespace Lockstep.Sessions.Messages;

/// <summary>
/// The pipe to the peer has ended, in order or not. Kept apart from the trouble of disks, which are <see cref="IOException"/>s too: that is told to the peer,
/// of this only the peer's own end can tell the reason.
/// </summary>
internal sealed class BrokenPipeException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Whether an exception of a stream says that it is at its end.</summary>
    public static bool Is(Exception exception) => exception is IOException or ObjectDisposedException;
}
