using Lockstep.Plan;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Reacting;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions;

/// <summary>The events of a session as the sentences of whoever tells them.</summary>
public static class Telling
{
    extension(IRunObserver observer)
    {
        /// <inheritdoc cref="SessionEvent.PhaseStarted"/>
        public void PhaseStarted(Phase phase) => observer.Tell(new SessionEvent.PhaseStarted(phase));

        /// <inheritdoc cref="SessionEvent.Planned"/>
        public void Planned(RunPreview plan) => observer.Tell(new SessionEvent.Planned(plan));

        /// <inheritdoc cref="SessionEvent.Progress"/>
        public void Progress(int filesDone, int filesTotal, long bytesDone, long bytesTotal) =>
            observer.Tell(new SessionEvent.Progress(filesDone, filesTotal, bytesDone, bytesTotal));

        /// <inheritdoc cref="SessionEvent.FileDone"/>
        public void FileDone(in Change change, long bytes) => observer.Tell(new SessionEvent.FileDone(change, bytes));

        /// <inheritdoc cref="SessionEvent.ProblemFound"/>
        public void ProblemFound(Problem problem) => observer.Tell(new SessionEvent.ProblemFound(problem));

        /// <inheritdoc cref="SessionEvent.DriftFound"/>
        public void DriftFound(Difference difference) => observer.Tell(new SessionEvent.DriftFound(difference));

        /// <inheritdoc cref="SessionEvent.Output"/>
        public void Output(OutputSource source, OutputKind stream, ReadOnlySpan<byte> bytes) =>
            observer.Tell(new SessionEvent.Output(source, stream, bytes.ToArray()));

        /// <inheritdoc cref="SessionEvent.Noted"/>
        public void Note(string text) => observer.Tell(new SessionEvent.Noted(text));

        /// <inheritdoc cref="SessionEvent.PeerSaid"/>
        public void PeerSaid(string line) => observer.Tell(new SessionEvent.PeerSaid(line));

        /// <inheritdoc cref="SessionEvent.StateChanged"/>
        public void StateChanged(LiveState state, string? message) =>
            observer.Tell(new SessionEvent.StateChanged(state, message));

        /// <inheritdoc cref="SessionEvent.BatchDone"/>
        public void BatchDone(LiveBatch batch) => observer.Tell(new SessionEvent.BatchDone(batch));

        /// <inheritdoc cref="SessionEvent.StepChanged"/>
        public void StepChanged(CommandStep step) => observer.Tell(new SessionEvent.StepChanged(step));

        /// <inheritdoc cref="SessionEvent.FellBehind"/>
        public void FellBehind(int batches) => observer.Tell(new SessionEvent.FellBehind(batches));

        /// <inheritdoc cref="SessionEvent.Ended"/>
        public void Ended(RunSummary summary) => observer.Tell(new SessionEvent.Ended(summary));
    }
}
