namespace Lockstep.Plan;

/// <summary>Which way a plan goes.</summary>
public enum PlanDirection
{
    /// <summary>The target becomes what the project is.</summary>
    Push,

    /// <summary>
    /// The project takes over what stands on the target: the roles are exchanged, and what was changed here alone is in the way too, since only what is asked
    /// for is compared.
    /// </summary>
    Pull,
}
