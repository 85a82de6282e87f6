namespace Lockstep.Sessions.Reacting;

/// <summary>What becomes of a batch's reaction while that of an earlier one still runs.</summary>
public enum OnBusy
{
    /// <summary>It waits; all that wait become one.</summary>
    Queue,

    /// <summary>The earlier one is ended, and one is run for the changes of both.</summary>
    Restart,

    /// <summary>It is left out, which is told.</summary>
    Skip,
}
