using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>What a change does to the target.</summary>
public enum ChangeKind : byte
{
    /// <summary>Puts an entry where there was none.</summary>
    Add = 1,

    /// <summary>Replaces an entry by one of other content or type.</summary>
    Update = 2,

    /// <summary>Removes an entry.</summary>
    Delete = 3,

    /// <summary>Moves an entry from <see cref="Change.Source"/>, which the project no longer has.</summary>
    Rename = 4,

    /// <summary>Sets permission bits or modification time only.</summary>
    Mode = 5,
}

/// <summary>Where the content of a changed entry comes from.</summary>
public enum Transfer : byte
{
    /// <summary>There is none: a directory, a deletion, or metadata only.</summary>
    None = 0,

    /// <summary>It is sent whole.</summary>
    Whole = 1,

    /// <summary>The target sends a signature of what it has at the path and receives a delta against it.</summary>
    Delta = 2,

    /// <summary>The target has it at <see cref="Change.Source"/>.</summary>
    Reuse = 3,

    /// <summary>It is in the target's history, as what stood at the path in the past that was asked for.</summary>
    Restore = 4,
}

/// <summary>One step of a plan.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Path">What it does it to.</param>
/// <param name="Before">What stands there now; <see cref="Entry.Absent"/> for nothing.</param>
/// <param name="After">
/// What stands there afterwards; <see cref="Entry.Absent"/> for a deletion. Its content hash may be unknown until it is read to be sent.
/// </param>
/// <param name="Transfer">Where its content comes from.</param>
/// <param name="Source">
/// For <see cref="Transfer.Reuse"/>, and so for every rename: the target's path that has the content now, before anything is changed; else the
/// root path. A rename removes it; it has no deletion of its own.
/// </param>
public readonly record struct Change(
    ChangeKind Kind,
    RelativePath Path,
    Entry Before,
    Entry After,
    Transfer Transfer = Transfer.None,
    RelativePath Source = default)
{
    /// <summary>
    /// For <see cref="Transfer.Reuse"/>, the seal of the project's file under the run's key, which the target compares with that of what it puts in place; none where the project is not on
    /// the client's disk but in the target's past.
    /// </summary>
    public ContentSeal Seal { get; init; }

    /// <summary>Whether only a directory's time changes, or the root itself: done, but not worth a line in a report.</summary>
    public bool IsHousekeeping => Path.IsRoot || (Kind == ChangeKind.Mode && After.IsDirectory && Before.Mode == After.Mode);

    /// <summary>The stamp the project's entry had when it was compared; it stays on this machine.</summary>
    public FileStamp Stamp { get; init; }

    /// <summary>The project's permission bits where the change leaves the target's own; else null. They stay on this machine.</summary>
    public ushort? OwnMode { get; init; }

    /// <summary>Bytes of content that may have to be sent for it.</summary>
    public long ContentLength => Transfer is Transfer.Whole or Transfer.Delta ? After.Size : 0;
}
