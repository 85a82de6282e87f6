using Lockstep.Tree;

namespace Lockstep.Files.Past;

/// <summary>Where a content of the past is now.</summary>
internal enum PlaceKind : byte
{
    /// <summary>Nowhere: the entry has none.</summary>
    None,

    /// <summary>In the slot of a change.</summary>
    Slot,

    /// <summary>In the slot of a rename that failed.</summary>
    Stranded,

    /// <summary>In the root.</summary>
    Root,

    /// <summary>Nowhere any more: the user had it removed from the history.</summary>
    Purged,
}

/// <summary>Where a content of the past is now.</summary>
/// <param name="Kind">In which of the places there are.</param>
/// <param name="Run">The run in whose history it is.</param>
/// <param name="Index">The index of the change there.</param>
/// <param name="Path">In the root, its path; in a slot that is a directory, the path below it, else the root path.</param>
internal readonly record struct ContentPlace(PlaceKind Kind, long Run = 0, int Index = 0, RelativePath Path = default)
{
    /// <summary>A content that stands in the root.</summary>
    public static ContentPlace InRoot(RelativePath path) => new(PlaceKind.Root, Path: path);
}
