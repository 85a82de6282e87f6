using Lockstep.Sessions.Endpoints;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Deploying;

/// <summary>
/// Tries a check until it succeeds or its time is up. What the attempts write is shown of the last one alone: a service
/// that starts refuses connections until it has started.
/// </summary>
internal static class DeployTrial
{
    /// <summary>Most of an attempt's output that is kept, in bytes.</summary>
    private const int MostOutput = 64 << 10;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>An attempt that has begun gets at least this long: a check may take a moment by itself.</summary>
    private static readonly TimeSpan LeastAttempt = TimeSpan.FromSeconds(1);

    /// <summary>Tries it.</summary>
    /// <param name="endpoint">The target.</param>
    /// <param name="request">One attempt; its time limit is that of all attempts together.</param>
    /// <param name="observer">Is shown what the last attempt wrote, where it failed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>How the last attempt ended.</returns>
    public static async Task<CommandResult> RunAsync(
        IEndpoint endpoint, CommandRequest request, IRunObserver observer, TimeProvider time, CancellationToken cancellation)
    {
        long started = time.GetTimestamp();
        TimeSpan pause = FirstPause;
        while (true)
        {
            TimeSpan left = request.Timeout - time.GetElapsedTime(started);
            var written = new List<(OutputKind Stream, byte[] Bytes)>();
            CommandResult result = await endpoint.RunAsync(
                request with { Timeout = left > LeastAttempt ? left : LeastAttempt }, Into(written), cancellation);
            cancellation.ThrowIfCancellationRequested();
            bool isOver = time.GetElapsedTime(started) + pause >= request.Timeout;
            bool hasSucceeded = result is { Refusal: null, ExitCode: 0, TimedOut: false };
            if (hasSucceeded || isOver || result.Refusal is not null)
            {
                Show(hasSucceeded ? [] : written, observer);
                return result;
            }

            await Task.Delay(pause, time, cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static CommandOutput Into(List<(OutputKind, byte[])> written)
    {
        int length = 0;
        return (stream, bytes) =>
        {
            ReadOnlySpan<byte> kept = bytes[..Math.Min(bytes.Length, MostOutput - length)];
            length += kept.Length;
            if (!kept.IsEmpty)
            {
                written.Add((stream, kept.ToArray()));
            }
        };
    }

    private static void Show(List<(OutputKind Stream, byte[] Bytes)> written, IRunObserver observer)
    {
        foreach ((OutputKind stream, byte[] bytes) in written)
        {
            observer.Output(OutputSource.Check, stream, bytes);
        }
    }
}
