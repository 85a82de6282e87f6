using System.Diagnostics;

namespace Lockstep.Sessions;

/// <summary>Measures the phases of a run and tells the observer when one starts. A phase that comes again adds to its time.</summary>
internal sealed class PhaseClock(IRunObserver observer)
{
    private readonly TimeSpan[] _spent = new TimeSpan[Enum.GetValues<Phase>().Length];
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>The times so far.</summary>
    public PhaseTimes Times => new(
        _spent[(int)Phase.Connect],
        _spent[(int)Phase.Scan],
        _spent[(int)Phase.Transfer],
        _spent[(int)Phase.Commit],
        _spent[(int)Phase.Deploy],
        Stopwatch.GetElapsedTime(_start));

    /// <summary>Starts a phase that lasts until the result is disposed.</summary>
    public Lap Start(Phase phase)
    {
        observer.PhaseStarted(phase);
        return Time(phase);
    }

    /// <summary>Tells that the run now waits for a phase that is measured elsewhere.</summary>
    public void Announce(Phase phase) => observer.PhaseStarted(phase);

    /// <summary>Measures a phase that goes on beside another, without telling the observer.</summary>
    public Lap Time(Phase phase) => new(this, phase, Stopwatch.GetTimestamp());

    /// <summary>One stretch of a phase.</summary>
    internal readonly struct Lap(PhaseClock clock, Phase phase, long start) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => clock._spent[(int)phase] += Stopwatch.GetElapsedTime(start);
    }
}
