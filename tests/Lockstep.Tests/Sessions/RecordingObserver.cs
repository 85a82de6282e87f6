using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Tests.Sessions;

/// <summary>Keeps what a run tells.</summary>
/// <param name="onCall">Called at the start of every call with its number, from 0.</param>
internal sealed class RecordingObserver(Action<int>? onCall = null) : IRunObserver
{
    private int _calls;

    public RunPreview? Plan { get; private set; }

    public List<Change> Done { get; } = [];

    public List<Problem> Problems { get; } = [];

    public List<Difference> Drift { get; } = [];

    public List<string> Notes { get; } = [];

    /// <summary>Called when a phase starts.</summary>
    public Action<Phase>? OnPhase { get; init; }

    /// <summary>Waits for a note while a run goes on.</summary>
    public async Task SaidAsync(string start, Task run)
    {
        for (int next = 0; ; next++)
        {
            while (next == Notes.Count)
            {
                Assert.False(run.IsCompleted, $"the run has ended and said nothing that starts with '{start}'");
                await Task.Delay(10);
            }

            if (Notes[next].StartsWith(start, StringComparison.Ordinal))
            {
                return;
            }
        }
    }

    public void PhaseStarted(Phase phase)
    {
        OnPhase?.Invoke(phase);
        Count();
    }

    public void Planned(RunPreview plan)
    {
        Count();
        Plan = plan;
    }

    public void Progress(int filesDone, int filesTotal, long bytesDone, long bytesTotal)
    {
        Assert.InRange(filesDone, 0, filesTotal);
        Assert.InRange(bytesDone, 0, bytesTotal);
        Count();
    }

    public void FileDone(in Change change, long bytes)
    {
        Count();
        Done.Add(change);
    }

    public void ProblemFound(Problem problem) => Problems.Add(problem);

    public void DriftFound(Difference difference) => Drift.Add(difference);

    public void Output(OutputSource source, OutputKind stream, ReadOnlySpan<byte> bytes)
    {
    }

    public void Note(string text) => Notes.Add(text);

    private void Count() => onCall?.Invoke(_calls++);
}
