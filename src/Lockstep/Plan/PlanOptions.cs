namespace Lockstep.Plan;

/// <summary>What the user decided about a plan; the default is what a bare <c>lockstep push</c> does.</summary>
public sealed record PlanOptions
{
    /// <summary>Whether entries that Lockstep never put on the target are deleted too, unless they are protected.</summary>
    public bool IsMirror { get; init; }

    /// <summary>Whether anything is deleted at all.</summary>
    public bool Deletes { get; init; } = true;

    /// <summary>The most entries that may be deleted; null for the rule of half the baseline and 20 files.</summary>
    public int? MaxDelete { get; init; }

    /// <summary>Whether what was changed on the target is overwritten.</summary>
    public bool Force { get; init; }

    /// <summary>
    /// Whether conflicts stay as they are and all else is done, instead of nothing: for who pushes again and again and shows the conflicts meanwhile.
    /// </summary>
    public bool SparesConflicts { get; init; }

    /// <summary>Whether the user has agreed in advance to many deletions and to an empty project.</summary>
    public bool Confirmed { get; init; }

    /// <summary>Whether a tree without entries may be put on the target: the past had none.</summary>
    public bool AllowsEmpty { get; init; }

    /// <summary>Whether contents are not sent but come from the target's own history.</summary>
    public bool Restores { get; init; }

    /// <summary>Whether contents are compared even where a file is recognized as untouched.</summary>
    public bool ComparesContent { get; init; }

    /// <summary>
    /// Project entries changed (by their stamp; where only times count, modified) at or after this moment (nanoseconds since 1970) are compared by content: they may have been
    /// written again within the resolution of the file system's clock.
    /// </summary>
    public long ModifiedSinceNs { get; init; } = long.MaxValue;
}
