using Lockstep.Plan;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Reacting;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions;

/// <summary>
/// What a session with a target tells while it goes on: all that people and programs are shown. A command tells
/// <see cref="Ended"/> last, once; a watch tells <see cref="BatchDone"/> after each of its runs.
/// </summary>
public abstract record SessionEvent
{
    private SessionEvent()
    {
    }

    /// <summary>The run now waits for this phase.</summary>
    public sealed record PhaseStarted(Phase Phase) : SessionEvent;

    /// <summary>The plan stands. Once a run, before anything is written.</summary>
    public sealed record Planned(RunPreview Plan) : SessionEvent;

    /// <summary>How far the transfer is; as often as it suits the sender.</summary>
    public sealed record Progress(int FilesDone, int FilesTotal, long BytesDone, long BytesTotal) : SessionEvent;

    /// <summary>A change is done on the target: after the commit, in path order.</summary>
    /// <param name="Change">The change.</param>
    /// <param name="Bytes">Bytes of content that were sent for it, before compression.</param>
    public sealed record FileDone(Change Change, long Bytes) : SessionEvent;

    /// <summary>A path could not be read or written.</summary>
    public sealed record ProblemFound(Problem Problem) : SessionEvent;

    /// <summary>Somebody changed something on the target.</summary>
    public sealed record DriftFound(Difference Difference) : SessionEvent;

    /// <summary>A piece of a command's output as it comes, not cut at line ends.</summary>
    public sealed record Output(OutputSource Source, OutputKind Stream, ReadOnlyMemory<byte> Bytes) : SessionEvent;

    /// <summary>Something to be told once, safe to print: the agent was brought to the target, a run was recovered.</summary>
    public sealed record Noted(string Text) : SessionEvent;

    /// <summary>A line that ssh or the host wrote to standard error, printable.</summary>
    public sealed record PeerSaid(string Line) : SessionEvent;

    /// <summary>Something about a watch's connection has changed.</summary>
    /// <param name="State">What it is now.</param>
    /// <param name="Message">Why, for people, safe to print; null when there is nothing to say.</param>
    public sealed record StateChanged(LiveState State, string? Message) : SessionEvent;

    /// <summary>A watch's batch ended, well or not. The commands that it calls for run after that.</summary>
    public sealed record BatchDone(LiveBatch Batch) : SessionEvent;

    /// <summary>A command that runs after a batch started or ended.</summary>
    public sealed record StepChanged(CommandStep Step) : SessionEvent;

    /// <summary>The target could not take changes of the project at once.</summary>
    /// <param name="Batches">How many batches it is behind; 0 when it has begun to take them.</param>
    public sealed record FellBehind(int Batches) : SessionEvent;

    /// <summary>The last word about the target.</summary>
    public sealed record Ended(RunSummary Summary) : SessionEvent;
}
