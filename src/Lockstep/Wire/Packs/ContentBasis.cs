namespace Lockstep.Wire.Packs;

/// <summary>What the copies of a content are copied from.</summary>
public enum ContentBasis : byte
{
    /// <summary>Nothing: the content is sent whole, without copies.</summary>
    None = 0,

    /// <summary>The file that stands at the change's path.</summary>
    Target = 1,

    /// <summary>The part that an interrupted run left staged.</summary>
    Staged = 2,
}
