namespace Lockstep.Tree;

/// <summary>
/// What proves that a content at the other end is a certain one: its seal, and the key that this was made under.
/// </summary>
/// <param name="Key">The key, made for this one question.</param>
/// <param name="Seal">The seal; none where the content could not be read, which proves nothing.</param>
public sealed record ContentProof(SealKey Key, ContentSeal Seal)
{
    /// <summary>Whether a content that was sealed under the key is the one.</summary>
    public bool IsOf(ContentSeal seal) => seal.IsKnown && seal == Seal;
}
