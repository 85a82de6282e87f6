namespace Lockstep.Wire.Messages.Commands;

/// <summary>Whether the files are still to be put back to before a run when a command of its deploy has ended.</summary>
public enum DeployDebt
{
    /// <summary>Nothing is owed, however it ends.</summary>
    None,

    /// <summary>Owed unless it succeeds: it is the last command of the deploy.</summary>
    UnlessDone,

    /// <summary>Owed however it ends: more of the deploy is to come.</summary>
    Always,
}
