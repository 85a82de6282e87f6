namespace Lockstep.Plan;

/// <summary>Why a plan must not be executed.</summary>
public enum RefusalKind
{
    /// <summary>The project directory is not there.</summary>
    MissingProject,

    /// <summary>The project has no entries.</summary>
    EmptyProject,

    /// <summary>The project has never seen the target, and others have pushed to it.</summary>
    FirstContact,

    /// <summary>Entries were changed here and on the target.</summary>
    Conflicts,

    /// <summary>A directory that has to make way holds what Lockstep did not put there.</summary>
    InTheWay,

    /// <summary>More would be deleted than the user allows.</summary>
    OverMaxDelete,

    /// <summary>More would be deleted than seems right.</summary>
    TooManyDeletions,

    /// <summary>New names are one name to the target's file system.</summary>
    NameClash,

    /// <summary>What comes could start a program here or lead out of the project, and the user has not agreed to it.</summary>
    NeedsConsent,

    /// <summary>The target belongs to another project.</summary>
    OtherProject,

    /// <summary>The run to be undone is somebody else's.</summary>
    ForeignRun,
}

/// <summary>A plan that is not executed, for safety: nothing is changed (exit code 5).</summary>
/// <param name="Kind">Why.</param>
/// <param name="Message">What, why and what to do; safe to print.</param>
public sealed record Refusal(RefusalKind Kind, string Message);
