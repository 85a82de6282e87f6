using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Cli.Doctor;

/// <summary>Keeps what a preview of a push tells, and shows nothing.</summary>
internal sealed class PlanRecorder : IRunObserver
{
    private readonly List<string> _notes = [];

    /// <summary>The plan; null where it did not come to one.</summary>
    public RunPreview? Plan { get; private set; }

    /// <summary>What the run told once.</summary>
    public IReadOnlyList<string> Notes => _notes;

    public void PhaseStarted(Phase phase)
    {
    }

    public void Planned(RunPreview plan) => Plan = plan;

    public void Progress(int filesDone, int filesTotal, long bytesDone, long bytesTotal)
    {
    }

    public void FileDone(in Change change, long bytes)
    {
    }

    public void ProblemFound(Problem problem)
    {
    }

    public void DriftFound(Difference difference)
    {
    }

    public void Output(OutputSource source, OutputKind stream, ReadOnlySpan<byte> bytes)
    {
    }

    public void Note(string text) => _notes.Add(text);
}
