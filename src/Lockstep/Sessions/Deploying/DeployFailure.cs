namespace Lockstep.Sessions.Deploying;

/// <summary>What becomes of the files when the deploy after them fails.</summary>
public enum DeployFailure
{
    /// <summary>They stay, to be looked at.</summary>
    Keep,

    /// <summary>They are put back, and the deploy of before runs again.</summary>
    Undo,
}
