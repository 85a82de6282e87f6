using Lockstep.Tree;

namespace Lockstep.Wire.Packs;

/// <summary>What a content turned out to be when it was read to be sent: it may have changed since the plan was made.</summary>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Mode">The entry's permission bits, 0 to 0o7777.</param>
/// <param name="ModifiedNs">The entry's modification time in nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Content">Hash of the whole content; known.</param>
public readonly record struct FinalContent(long Size, ushort Mode, long ModifiedNs, ContentHash Content)
{
    /// <summary>The entry that this makes of a change's.</summary>
    /// <param name="type">The type the change announced.</param>
    public Entry ToEntry(EntryType type) => new(type, Mode, Size, ModifiedNs, Content);
}
