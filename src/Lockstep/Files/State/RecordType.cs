namespace Lockstep.Files.State;

/// <summary>What a record of a state file says. A reader passes over types it does not know.</summary>
internal enum RecordType : byte
{
    /// <summary>Baseline: a whole snapshot and the run it stands after.</summary>
    Checkpoint = 1,

    /// <summary>Baseline: what one run changed.</summary>
    Edits = 2,

    /// <summary>Journal: who runs what, and when.</summary>
    Run = 16,

    /// <summary>Journal: a part of the changes.</summary>
    Changes = 17,

    /// <summary>Journal: the directories to be put in order at the end, edits of the baseline alone; the journal is complete.</summary>
    Ready = 18,

    /// <summary>Journal: the sources of all renames were taken into the stage.</summary>
    Gathered = 19,

    /// <summary>Journal: what became of the changes; the run is done.</summary>
    Outcome = 20,

    /// <summary>Journal: how the run's deploy command ended, added to the manifest.</summary>
    Deployed = 21,

    /// <summary>Journal: from which project and commit the run comes.</summary>
    Source = 22,

    /// <summary>History: one run in the index.</summary>
    Summary = 32,

    /// <summary>History: the first run that is still kept.</summary>
    Pruned = 33,

    /// <summary>History: how the deploy command of a run in the index ended.</summary>
    RunDeployed = 34,

    /// <summary>History: the commit that a run in the index turned out to have left.</summary>
    RunCommitted = 35,

    /// <summary>Note of a lasting command.</summary>
    Lasting = 48,
}
