namespace Lockstep;

/// <summary>What the process tells its caller. The numbers are part of the command line's contract.</summary>
public enum ExitCode
{
    /// <summary>Done, also when there was nothing to do.</summary>
    Done = 0,

    /// <summary>The sync failed; the target is as it was, or as the message says.</summary>
    SyncFailed = 1,

    /// <summary>Wrong usage or configuration.</summary>
    Usage = 2,

    /// <summary>No connection: ssh failed, host unknown, authentication refused.</summary>
    NoConnection = 3,

    /// <summary>Some files could not be read or written; they are listed, everything else is done.</summary>
    Partial = 4,

    /// <summary>Refused for safety; nothing was changed.</summary>
    Refused = 5,

    /// <summary>Synced, but the deploy command failed.</summary>
    DeployFailed = 6,

    /// <summary>Interrupted by the user.</summary>
    Interrupted = 130,
}
