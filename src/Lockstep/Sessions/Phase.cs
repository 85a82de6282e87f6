namespace Lockstep.Sessions;

/// <summary>What a run is busy with, in this order. Scanning goes on beside connecting; a phase starts when it is what the run waits for.</summary>
public enum Phase
{
    /// <summary>Reaching the target and, at the first contact, bringing the agent there.</summary>
    Connect,

    /// <summary>Reading the project's tree.</summary>
    Scan,

    /// <summary>Making the plan from both snapshots and the baseline.</summary>
    Compare,

    /// <summary>Sending contents; the target stages them.</summary>
    Transfer,

    /// <summary>The target renames what was staged into place.</summary>
    Commit,

    /// <summary>The deploy command runs on the target.</summary>
    Deploy,
}
