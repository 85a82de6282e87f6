using System.Threading.Channels;

namespace Lockstep.Sessions;

/// <summary>
/// Lets only a few connections be made at a time: an ssh server refuses some of those that wait for their login when there are ten (<c>MaxStartups</c>), and a
/// jump host sees all of a command's connections. A host that does not answer keeps its place no longer than <see cref="Patience"/>, so that it delays no other for long.
/// </summary>
internal sealed class ConnectionGate(TimeProvider time)
{
    /// <summary>Most connections that are being made at a time.</summary>
    public const int Most = 8;

    /// <summary>How long a connection may take before it does not count any longer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Channel<bool> _taken = Channel.CreateBounded<bool>(Most);

    /// <summary>Makes a connection when there is a place.</summary>
    public async Task<T> PassAsync<T>(Func<Task<T>> connect, CancellationToken cancellation)
    {
        await _taken.Writer.WriteAsync(true, cancellation);
        Task<T> connecting = connect();
        try
        {
            await ((Task)connecting).WaitAsync(Patience, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            _taken.Reader.TryRead(out _);
        }

        return await connecting;
    }
}
