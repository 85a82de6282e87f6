using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Tests.Sessions.Peers;

/// <summary>Sees nothing.</summary>
internal sealed class SilentObserver : IRunObserver
{
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

    public void ProblemFound(Problem problem)
    {
    }

    public void DriftFound(Difference difference)
    {
    }

    public void Output(OutputSource source, OutputKind stream, ReadOnlySpan<byte> bytes)
    {
    }

    public void Note(string text)
    {
    }
}
