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
