namespace Lockstep.Transport.Bootstrap;

/// <summary>
/// Ends a wait for a host that gets no further. Before the host was heard ssh may be asking the user for a password, and then nobody knows how long it takes;
/// what comes on its standard output comes from behind the login.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="userMayBeAsked">Whether there is somebody whom ssh can ask.</param>
internal sealed class BootstrapPatience(TimeProvider time, bool userMayBeAsked)
{
    /// <summary>How long a host may take for the next step, be it the next 64 KiB of an upload.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(50);

    /// <summary>Whether the host was heard.</summary>
    public bool HasHeard { get; private set; }

    /// <summary>Waits.</summary>
    /// <param name="wait">Does it; calls what it is given when the host is heard.</param>
    /// <param name="describe">Gives what to throw when the host gets no further.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<T> WaitAsync<T>(Func<Action, CancellationToken, Task<T>> wait, Func<Exception> describe, CancellationToken cancellation)
    {
        using var silence = new CancellationTokenSource(HasHeard || !userMayBeAsked ? Limit : Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, silence.Token);
        void Hear()
        {
            if (!HasHeard)
            {
                HasHeard = true;
                silence.CancelAfter(Limit);
            }
        }

        try
        {
            return await wait(Hear, either.Token);
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw describe();
        }
    }
}
