using Lockstep.Plan;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions;

/// <summary>Watches work that nobody looks at: an agent's, or one whose results are shown as a whole.</summary>
internal sealed class SilentObserver : IRunObserver
{
    /// <inheritdoc/>
    public void PhaseStarted(Phase phase)
    {
    }

    /// <inheritdoc/>
    public void Planned(RunPreview plan)
    {
    }

    /// <inheritdoc/>
    public void Progress(int filesDone, int filesTotal, long bytesDone, long bytesTotal)
    {
    }

    /// <inheritdoc/>
    public void FileDone(in Change change, long bytes)
    {
    }

    /// <inheritdoc/>
    public void ProblemFound(Problem problem)
    {
    }

    /// <inheritdoc/>
    public void DriftFound(Difference difference)
    {
    }

    /// <inheritdoc/>
    public void Output(OutputSource source, OutputKind stream, ReadOnlySpan<byte> bytes)
    {
    }

    /// <inheritdoc/>
    public void Note(string text)
    {
    }
}
