namespace Lockstep.Files;

/// <summary>
/// Every point of staging and committing at which the process may die with something half done. Tests count how often they are passed and
/// die at each; a new step gets a new point and is covered by that.
/// </summary>
public enum FaultPoint
{
    /// <summary>Before a directory is staged.</summary>
    StageDirectory,

    /// <summary>Before a file or symbolic link is staged.</summary>
    StageEntry,

    /// <summary>After a file's bytes are written, before its mode and time are set.</summary>
    StageMetadata,

    /// <summary>Before the journal is written.</summary>
    WriteJournal,

    /// <summary>After the journal is in force, before anything of the root is touched.</summary>
    BeginRun,

    /// <summary>Before a read-only directory is made writable.</summary>
    Unlock,

    /// <summary>Before the source of a rename is taken into the stage.</summary>
    Gather,

    /// <summary>After all sources were taken, before that is noted.</summary>
    MarkGathered,

    /// <summary>Before the staged directories get their modes and times.</summary>
    SettleTree,

    /// <summary>Before what a change replaces is put into the history.</summary>
    Preserve,

    /// <summary>After what a change replaces is in the history, before the new is put in place.</summary>
    Install,

    /// <summary>Before the name is removed from which a renamed entry came.</summary>
    Release,

    /// <summary>Before a mode or time is changed in place.</summary>
    SetMetadata,

    /// <summary>Before an entry is moved into the history.</summary>
    Delete,

    /// <summary>Before an emptied directory is removed.</summary>
    RemoveDirectory,

    /// <summary>Before a directory gets its mode and time.</summary>
    Repair,

    /// <summary>Before the outcome is added to the journal.</summary>
    WriteOutcome,

    /// <summary>Before the run is added to the baseline.</summary>
    WriteBaseline,

    /// <summary>Before the journal becomes the manifest.</summary>
    RetireJournal,

    /// <summary>Before the run is listed in the history.</summary>
    ListRun,

    /// <summary>Before the stage is emptied.</summary>
    EmptyStage,

    /// <summary>Before each step of a purge: the contents of a run, its manifest, the stage, the baseline, the list.</summary>
    Purge,
}

/// <summary>Called at every fault point; null in production.</summary>
public delegate void FaultHook(FaultPoint point);
