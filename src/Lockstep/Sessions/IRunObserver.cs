using Lockstep.Plan;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions;

/// <summary>Where <see cref="IRunObserver.Output"/> comes from.</summary>
public enum OutputSource
{
    /// <summary>The deploy step.</summary>
    Deploy,

    /// <summary>A command the user asked for.</summary>
    Command,

    /// <summary>A command that is run because certain paths have changed.</summary>
    OnChange,
}

/// <summary>
/// Is told about one run on one target while it goes on, to show it. Calls of one run never overlap but come from any thread; they return
/// at once and do not throw. Two implementations matter: people's and programs'.
/// </summary>
public interface IRunObserver
{
    /// <summary>The run now waits for this phase.</summary>
    void PhaseStarted(Phase phase);

    /// <summary>The plan stands. Called once, before anything is written.</summary>
    void Planned(RunPreview plan);

    /// <summary>How far the transfer is; called as often as it suits the sender.</summary>
    void Progress(int filesDone, int filesTotal, long bytesDone, long bytesTotal);

    /// <summary>A change is done on the target: called after the commit, in path order.</summary>
    /// <param name="change">The change.</param>
    /// <param name="bytes">Bytes of content that were sent for it, before compression.</param>
    void FileDone(in Change change, long bytes);

    /// <summary>A path could not be read or written.</summary>
    void ProblemFound(Problem problem);

    /// <summary>Somebody changed something on the target.</summary>
    void DriftFound(Difference difference);

    /// <summary>A piece of a command's output as it comes, not cut at line ends. The span is valid during the call only.</summary>
    void Output(OutputSource source, OutputKind stream, ReadOnlySpan<byte> bytes);

    /// <summary>Something to be told once: an interrupted run was recovered, the agent was brought to the target. Safe to print.</summary>
    void Note(string text);

    /// <summary>A line that ssh or the host wrote to standard error, printable. May come beside other calls.</summary>
    void PeerSaid(string line)
    {
    }
}
