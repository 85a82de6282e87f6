using Lockstep.Tree;

namespace Lockstep.Files.Drift;

/// <summary>A directory still to be looked into.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Entries">What the baseline has in it.</param>
/// <param name="Changed">What it is now, where its own mode or time is not as the baseline says; else <see cref="Entry.Absent"/>.</param>
internal readonly record struct ManagedDirectory(RelativePath Path, EntryList Entries, Entry Changed);
