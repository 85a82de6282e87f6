namespace Lockstep.Plan;

/// <summary>What a plan comes to, in entries; the root itself does not count.</summary>
public readonly record struct PlanCounts
{
    /// <summary>Entries put where there was nothing.</summary>
    public int Added { get; init; }

    /// <summary>Entries whose content or type is replaced, or whose permission bits or time are set; a directory's time alone is none.</summary>
    public int Updated { get; init; }

    /// <summary>Entries removed.</summary>
    public int Deleted { get; init; }

    /// <summary>Files moved.</summary>
    public int Renamed { get; init; }

    /// <summary>Entries of the project that the target has as they are; adopted ones are among them.</summary>
    public int Unchanged { get; init; }

    /// <summary>Entries that are no longer managed: protected by now, or gone from the target already.</summary>
    public int Forgotten { get; init; }

    /// <summary>Entries that the project no longer has and that stay because nothing, or nothing there, is deleted in this run.</summary>
    public int Withheld { get; init; }

    /// <summary>Entries of the target that Lockstep did not put there and that stay; only what a probe found is counted.</summary>
    public int Unmanaged { get; init; }

    /// <summary>Entries that another client's run changed and that stay as they are on the target.</summary>
    public int Kept { get; init; }

    /// <summary>Entries changed on the target that stay as they are there.</summary>
    public int Drift { get; init; }
}
