using System.Collections.Concurrent;
using System.Diagnostics;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Reacting;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Tests.Sessions.Live;

/// <summary>Keeps what a watch tells, and lets a test wait for the next thing.</summary>
internal sealed class SeenBatches : IRunObserver, IDisposable
{
    /// <summary>Only for a test that fails: what is waited for comes in milliseconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _told = new(0);

    public ConcurrentQueue<LiveBatch> Batches { get; } = new();

    public ConcurrentQueue<LiveState> States { get; } = new();

    public ConcurrentQueue<CommandStep> Steps { get; } = new();

    public ConcurrentQueue<string> Notes { get; } = new();

    public ConcurrentQueue<Difference> Drift { get; } = new();

    public ConcurrentQueue<Problem> Problems { get; } = new();

    /// <summary>How many batches the target was behind at worst.</summary>
    public int MostBehind { get; private set; }

    /// <summary>When the first batch came to its end.</summary>
    public long FirstBatchAt { get; private set; }

    /// <summary>The last word; null before it.</summary>
    public RunSummary? Last { get; private set; }

    public void Tell(SessionEvent told)
    {
        switch (told)
        {
            case SessionEvent.ProblemFound found:
                Problems.Enqueue(found.Problem);
                return;
            case SessionEvent.DriftFound found:
                Drift.Enqueue(found.Difference);
                return;
            case SessionEvent.PhaseStarted or SessionEvent.Progress or SessionEvent.FileDone or SessionEvent.Planned or SessionEvent.PeerSaid:
                return;
            case SessionEvent.Noted noted:
                Notes.Enqueue(noted.Text);
                break;
            case SessionEvent.StateChanged changed:
                States.Enqueue(changed.State);
                break;
            case SessionEvent.BatchDone done:
                FirstBatchAt = FirstBatchAt == 0 ? Stopwatch.GetTimestamp() : FirstBatchAt;
                Batches.Enqueue(done.Batch);
                break;
            case SessionEvent.StepChanged changed:
                Steps.Enqueue(changed.Step);
                break;
            case SessionEvent.FellBehind behind:
                MostBehind = Math.Max(MostBehind, behind.Batches);
                break;
            case SessionEvent.Ended ended:
                Last = ended.Summary;
                break;
        }

        _told.Release();
    }

    public void Dispose() => _told.Dispose();

    /// <summary>Has whoever waits look again.</summary>
    public void Wake() => _told.Release();

    /// <summary>Waits until something holds, looking whenever something was told.</summary>
    public async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            if (!await _told.WaitAsync(Patience))
            {
                throw new TimeoutException($"it did not come to hold; notes: {string.Join("; ", Notes)}; last: {Batches.LastOrDefault()?.Summary}");
            }
        }
    }
}
