using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Cli.Terminal;

/// <summary>Shows a run as lines and, while it goes on, as a row of the live block.</summary>
internal sealed class LiveView(LineView lines, ProgressRow row) : IRunView
{
    public void PhaseStarted(Phase phase)
    {
        row.Start(phase);
        lines.PhaseStarted(phase);
    }

    public void Planned(RunPreview plan) => lines.Planned(plan);

    public void Progress(int filesDone, int filesTotal, long bytesDone, long bytesTotal) => row.Progress(filesDone, filesTotal, bytesDone, bytesTotal);

    public void FileDone(in Change change, long bytes) => lines.FileDone(change, bytes);

    public void ProblemFound(Problem problem) => lines.ProblemFound(problem);

    public void DriftFound(Difference difference) => lines.DriftFound(difference);

    public void Output(OutputSource source, OutputKind stream, ReadOnlySpan<byte> bytes) => lines.Output(source, stream, bytes);

    public void Note(string text) => lines.Note(text);

    public void PeerSaid(string line) => lines.PeerSaid(line);

    public void Finished(RunSummary summary)
    {
        row.Finish();
        lines.Finished(summary);
    }
}
