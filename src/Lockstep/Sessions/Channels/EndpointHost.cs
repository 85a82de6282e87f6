using Lockstep.Files;
using Lockstep.Sessions.Endpoints;

namespace Lockstep.Sessions.Channels;

/// <summary>
/// Makes the endpoints of an agent that may serve several clients over one connection. The first client's loop reads the
/// connection for all of them, so that it must not wait for a lock which one of the others holds.
/// </summary>
public sealed class EndpointHost
{
    private readonly Func<LocalEndpoint, IEndpoint> _confine;
    private volatile int _others;

    /// <summary>Creates a host.</summary>
    /// <param name="confine">What its clients may do.</param>
    public EndpointHost(Func<LocalEndpoint, IEndpoint>? confine = null)
    {
        _confine = confine ?? (static endpoint => endpoint);
        First = _confine(new LocalEndpoint(new TargetOptions { LockPatience = () => _others > 0 ? TimeSpan.Zero : TargetOptions.UsualLockPatience }));
    }

    /// <summary>The first client's endpoint; the caller disposes it.</summary>
    public IEndpoint First { get; }

    /// <summary>Serves another client until its end; blocks the calling thread.</summary>
    /// <param name="stream">Its channel.</param>
    /// <param name="breakOff">Ends all reading and writing there, from any thread.</param>
    /// <param name="time">The clock.</param>
    internal void Serve(Stream stream, Action breakOff, TimeProvider time)
    {
        Interlocked.Increment(ref _others);
        IEndpoint endpoint = _confine(new LocalEndpoint());
        try
        {
            AgentServer.Serve(endpoint, stream, stream, breakOff, time);
        }
        finally
        {
            endpoint.DisposeAsync().AsTask().GetAwaiter().GetResult();
            Interlocked.Decrement(ref _others);
        }
    }
}
