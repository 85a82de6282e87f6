namespace Lockstep.Plan;

/// <summary>What a run was made by. The numbers stand in state files and messages.</summary>
public enum RunKind : byte
{
    /// <summary>A push.</summary>
    Push = 0,

    /// <summary>A save in a <c>watch</c>.</summary>
    Watch = 1,

    /// <summary>An undo.</summary>
    Undo = 2,

    /// <summary>A pull: the project is its target.</summary>
    Pull = 3,
}

/// <summary>Where a run comes from.</summary>
/// <param name="Kind">What made it.</param>
/// <param name="Before">For an undo, the run it goes back before; else 0.</param>
public readonly record struct RunOrigin(RunKind Kind, long Before = 0);

/// <summary>How the deploy command of a run ended.</summary>
/// <param name="ExitCode">Its exit code, 0 to 255.</param>
/// <param name="TimedOut">Whether it was ended after its time limit.</param>
public readonly record struct DeployOutcome(int ExitCode, bool TimedOut)
{
    /// <summary>
    /// Whether the files are still to be put back to before the run: its deploy failed, or nobody knows yet, and the
    /// settings ask for that.
    /// </summary>
    public bool IsOwed { get; init; }

    /// <summary>Whether it did what it should.</summary>
    public bool Succeeded => ExitCode == 0 && !TimedOut && !IsOwed;
}
