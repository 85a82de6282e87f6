using Lockstep.Plan;
using Lockstep.Sessions.Reacting;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Live;

/// <summary>Tells an observer one thing after the other, though pushes go on and several commands write at the same time.</summary>
internal sealed class SerialObserver(ILiveObserver observer) : ILiveObserver
{
    private readonly Lock _lock = new();

    public void PhaseStarted(Phase phase)
    {
        lock (_lock)
        {
            observer.PhaseStarted(phase);
        }
    }

    public void Planned(RunPreview plan)
    {
        lock (_lock)
        {
            observer.Planned(plan);
        }
    }

    public void Progress(int filesDone, int filesTotal, long bytesDone, long bytesTotal)
    {
        lock (_lock)
        {
            observer.Progress(filesDone, filesTotal, bytesDone, bytesTotal);
        }
    }

    public void FileDone(in Change change, long bytes)
    {
        lock (_lock)
        {
            observer.FileDone(change, bytes);
        }
    }

    public void ProblemFound(Problem problem)
    {
        lock (_lock)
        {
            observer.ProblemFound(problem);
        }
    }

    public void DriftFound(Difference difference)
    {
        lock (_lock)
        {
            observer.DriftFound(difference);
        }
    }

    public void Output(OutputSource source, OutputKind stream, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            observer.Output(source, stream, bytes);
        }
    }

    public void Note(string text)
    {
        lock (_lock)
        {
            observer.Note(text);
        }
    }

    public void PeerSaid(string line)
    {
        lock (_lock)
        {
            observer.PeerSaid(line);
        }
    }

    public void StateChanged(LiveState state, string? message)
    {
        lock (_lock)
        {
            observer.StateChanged(state, message);
        }
    }

    public void BatchDone(LiveBatch batch)
    {
        lock (_lock)
        {
            observer.BatchDone(batch);
        }
    }

    public void StepChanged(CommandStep command)
    {
        lock (_lock)
        {
            observer.StepChanged(command);
        }
    }

    public void FellBehind(int batches)
    {
        lock (_lock)
        {
            observer.FellBehind(batches);
        }
    }

    public void Ended(RunSummary summary)
    {
        lock (_lock)
        {
            observer.Ended(summary);
        }
    }
}
