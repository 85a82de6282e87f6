using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Cli.Terminal;

/// <summary>
/// A view of one run on one target: hands each event to what shows it, and cuts the output of commands into lines. What
/// only a watch tells is not for it.
/// </summary>
internal abstract class RunView : IRunObserver
{
    private readonly Dictionary<(OutputSource, OutputKind), OutputLines> _output = [];

    /// <inheritdoc/>
    public void Tell(SessionEvent told)
    {
        switch (told)
        {
            case SessionEvent.PhaseStarted started:
                PhaseStarted(started.Phase);
                break;
            case SessionEvent.Planned planned:
                Planned(planned.Plan);
                break;
            case SessionEvent.Progress progress:
                Progress(progress);
                break;
            case SessionEvent.FileDone done:
                FileDone(done.Change, done.Bytes);
                break;
            case SessionEvent.ProblemFound found:
                ProblemFound(found.Problem);
                break;
            case SessionEvent.DriftFound found:
                DriftFound(found.Difference);
                break;
            case SessionEvent.Output piece:
                Cut(piece);
                break;
            case SessionEvent.Noted noted:
                Note(noted.Text);
                break;
            case SessionEvent.PeerSaid said:
                PeerSaid(said.Line);
                break;
            case SessionEvent.Ended ended:
                EndOutput(_ => true);
                Ended(ended.Summary);
                break;
        }
    }

    /// <summary>Shows last lines that have no end.</summary>
    public void EndOutput(Func<OutputSource, bool> of)
    {
        foreach (((OutputSource source, OutputKind _), OutputLines cut) in _output)
        {
            if (of(source))
            {
                cut.Finish();
            }
        }
    }

    protected abstract void PhaseStarted(Phase phase);

    protected abstract void Planned(RunPreview plan);

    protected virtual void Progress(SessionEvent.Progress progress)
    {
    }

    protected abstract void FileDone(in Change change, long bytes);

    protected abstract void ProblemFound(Problem problem);

    protected abstract void DriftFound(Difference difference);

    protected abstract void Note(string text);

    protected abstract void PeerSaid(string line);

    /// <summary>Shows a line of a command's output, without its end.</summary>
    protected abstract void ShowOutput(OutputSource source, OutputKind stream, ReadOnlySpan<byte> line);

    protected abstract void Ended(RunSummary summary);

    private void Cut(SessionEvent.Output piece)
    {
        (OutputSource source, OutputKind stream) = (piece.Source, piece.Stream);
        if (!_output.TryGetValue((source, stream), out OutputLines? cut))
        {
            cut = new OutputLines(line => ShowOutput(source, stream, line));
            _output.Add((source, stream), cut);
        }

        cut.Add(piece.Bytes.Span);
    }
}
