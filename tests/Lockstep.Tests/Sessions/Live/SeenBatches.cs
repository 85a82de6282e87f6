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
internal sealed class SeenBatches : ILiveObserver, IDisposable
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

    public void PhaseStarted(Phase phase)
    {
    }

    public void Planned(RunPreview plan)
    {
    }

    public void Progress(int filesDone, int filesTotal, long bytesDone, long bytesTotal)
    {
    }

    public void FileDone(in Change change, long bytes)
    {
    }

    public void ProblemFound(Problem problem) => Problems.Enqueue(problem);

    public void DriftFound(Difference difference) => Drift.Enqueue(difference);

    public void Output(OutputSource source, OutputKind stream, ReadOnlySpan<byte> bytes) => _told.Release();

    public void Note(string text)
    {
        Notes.Enqueue(text);
        _told.Release();
    }

    public void StateChanged(LiveState state, string? message)
    {
        States.Enqueue(state);
        _told.Release();
    }

    public void BatchDone(LiveBatch batch)
    {
        FirstBatchAt = FirstBatchAt == 0 ? Stopwatch.GetTimestamp() : FirstBatchAt;
        Batches.Enqueue(batch);
        _told.Release();
    }

    public void StepChanged(CommandStep command)
    {
        Steps.Enqueue(command);
        _told.Release();
    }

    public void FellBehind(int batches)
    {
        MostBehind = Math.Max(MostBehind, batches);
        _told.Release();
    }

    public void Ended(RunSummary summary)
    {
        Last = summary;
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
