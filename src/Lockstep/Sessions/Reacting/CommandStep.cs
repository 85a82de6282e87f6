using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Reacting;

/// <summary>What became of a command of a reaction.</summary>
public enum StepState
{
    /// <summary>It has started.</summary>
    Started,

    /// <summary>It has ended with exit code 0, as it should.</summary>
    Succeeded,

    /// <summary>It has ended with another code, or was not to be started; what was to come after it is left out.</summary>
    Failed,

    /// <summary>It was ended because its time was up; what was to come after it is left out.</summary>
    TimedOut,

    /// <summary>It was ended by us.</summary>
    Stopped,

    /// <summary>The command that is kept running has ended by itself, with whatever code.</summary>
    Ended,

    /// <summary>The command that is kept running was running there before, and goes on.</summary>
    GoesOn,

    /// <summary>The command that is kept running goes on without us.</summary>
    Left,
}

/// <summary>A moment of a command that runs after a batch.</summary>
/// <param name="Source">Why it runs.</param>
/// <param name="Command">What it is, for people: not safe to print.</param>
/// <param name="State">What became of it.</param>
/// <param name="Result">How it ended; null where it has only started or was ended by us.</param>
/// <param name="Duration">How long it ran, or has run; zero when it has only started.</param>
public sealed record CommandStep(OutputSource Source, string Command, StepState State, CommandResult? Result = null, TimeSpan Duration = default);
