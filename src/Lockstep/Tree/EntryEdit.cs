namespace Lockstep.Tree;

/// <summary>One step from a snapshot to the next: what stands at a path afterwards.</summary>
/// <param name="Path">Where.</param>
/// <param name="Entry">What stands there afterwards; <see cref="Entry.Absent"/> for nothing.</param>
/// <param name="Stamp">Its stamp, where the snapshot keeps stamps.</param>
public readonly record struct EntryEdit(RelativePath Path, Entry Entry, FileStamp Stamp = default);
