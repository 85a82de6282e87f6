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

    public void Tell(SessionEvent told)
    {
        switch (told)
        {
            case SessionEvent.PhaseStarted started:
                OnPhase?.Invoke(started.Phase);
                Count();
                break;
            case SessionEvent.Planned planned:
                Count();
                Plan = planned.Plan;
                break;
            case SessionEvent.Progress progress:
                Assert.InRange(progress.FilesDone, 0, progress.FilesTotal);
                Assert.InRange(progress.BytesDone, 0, progress.BytesTotal);
                Count();
                break;
            case SessionEvent.FileDone done:
                Count();
                Done.Add(done.Change);
                break;
            case SessionEvent.ProblemFound found:
                Problems.Add(found.Problem);
                break;
            case SessionEvent.DriftFound found:
                Drift.Add(found.Difference);
                break;
            case SessionEvent.Noted noted:
                Notes.Add(noted.Text);
                break;
        }
    }

    private void Count() => onCall?.Invoke(_calls++);
}
