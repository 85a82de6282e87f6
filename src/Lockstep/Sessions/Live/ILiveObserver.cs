using Lockstep.Sessions.Reacting;
using Lockstep.Tree;

namespace Lockstep.Sessions.Live;

/// <summary>Is told about a target that is kept in step, and about each of the batches that go there as about a run.</summary>
public interface ILiveObserver : IRunObserver
{
    /// <summary>Something about the connection has changed.</summary>
    /// <param name="state">What it is now.</param>
    /// <param name="message">Why, for people, safe to print; null when there is nothing to say.</param>
    void StateChanged(LiveState state, string? message);

    /// <summary>A batch has come to its end, well or not. The commands that it calls for run after that.</summary>
    void BatchDone(LiveBatch batch);

    /// <summary>A command that runs after a batch has started or ended.</summary>
    void StepChanged(CommandStep command);

    /// <summary>The target could not take changes of the project at once.</summary>
    /// <param name="batches">How many batches it is behind; 0 when it has begun to take them.</param>
    void FellBehind(int batches);

    /// <summary>The target is not kept in step any longer. Called once, last.</summary>
    void Ended(RunSummary summary);
}

/// <summary>What came of one batch.</summary>
/// <param name="Summary">Its run, as of a push.</param>
/// <param name="Delay">From the first change in the project until the target said that it has it; null for what nobody changed just now.</param>
/// <param name="Scope">What was looked at: troubles of these paths that were not told again are over.</param>
public sealed record LiveBatch(RunSummary Summary, TimeSpan? Delay, PathScope Scope);
