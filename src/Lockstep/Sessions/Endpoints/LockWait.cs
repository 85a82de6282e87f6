using System.Diagnostics;
using Lockstep.Files.State;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Endpoints;

/// <summary>Opens a target that another command may be at work on, and waits until that is done.</summary>
internal static class LockWait
{
    /// <summary>The target waits a second before it answers, so that nobody is asked without a pause.</summary>
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(50);

    /// <summary>Opens the target.</summary>
    /// <param name="endpoint">The target.</param>
    /// <param name="request">How it is opened.</param>
    /// <param name="most">How long another command is waited for; infinite for as long as it takes.</param>
    /// <param name="tell">Is told once who is waited for.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="TargetLockedException">The other command took longer.</exception>
    public static async Task<TargetState> OpenAsync(
        IEndpoint endpoint, OpenRequest request, TimeSpan most, Action<string> tell, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        for (bool isTold = false; ; isTold = true)
        {
            TargetState state = await endpoint.OpenAsync(request, cancellation);
            if (state.Holder is not { } holder)
            {
                return state;
            }

            if (most != Timeout.InfiniteTimeSpan && Stopwatch.GetElapsedTime(start) >= most)
            {
                throw new TargetLockedException(holder);
            }

            if (!isTold)
            {
                tell($"waiting for another command that is at work on this target: {holder}");
            }

            await Task.Delay(BetweenQuestions, cancellation);
        }
    }
}
