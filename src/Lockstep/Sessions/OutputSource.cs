namespace Lockstep.Sessions;

/// <summary>Where <see cref="SessionEvent.Output"/> comes from.</summary>
public enum OutputSource
{
    /// <summary>The deploy step.</summary>
    Deploy,

    /// <summary>A command the user asked for.</summary>
    Command,

    /// <summary>A command that is run because certain paths have changed.</summary>
    OnChange,

    /// <summary>The check that judges a deploy.</summary>
    Check,
}
