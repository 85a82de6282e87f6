using Lockstep.Transport;

namespace Lockstep.Sessions.Live;

/// <summary>
/// When a lost connection is tried again: at once, then after waits that double up to half a minute. Half of each wait is chance, so that many clients of a
/// host that comes back do not come all at once.
/// </summary>
/// <param name="random">The chance.</param>
/// <param name="retries">How many attempts there are before it is the end; null for as many as it takes.</param>
internal sealed class Backoff(Random random, int? retries = null)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    private int _attempts;

    /// <summary>Whether a failure may be over by itself. What the host refuses, and what a user has to put right, is not tried again.</summary>
    public static bool IsPassing(SyncException failure) => failure is ConnectionException connection
        ? connection.Failure is ConnectionFailure.Other or ConnectionFailure.HostUnknown or ConnectionFailure.Refused
            or ConnectionFailure.TimedOut or ConnectionFailure.Unreachable or ConnectionFailure.Closed
        : failure.ExitCode is ExitCode.SyncFailed or ExitCode.NoConnection;

    /// <summary>How long to wait before the next attempt; false when there is none left.</summary>
    public bool TryNext(out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (_attempts >= retries)
        {
            return false;
        }

        if (_attempts++ == 0)
        {
            return true;
        }

        const int MostDoublings = 10;
        wait = First * (1 << Math.Min(_attempts - 2, MostDoublings));
        wait = wait < Most ? wait : Most;
        wait *= 0.5 + (random.NextDouble() / 2);
        return true;
    }

    /// <summary>It worked: the next loss is a new one.</summary>
    public void Reset() => _attempts = 0;
}
