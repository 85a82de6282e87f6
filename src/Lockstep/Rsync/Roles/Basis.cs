namespace Lockstep.Rsync.Roles;

/// <summary>The file that a content is built from.</summary>
/// <param name="Kind">As in <see cref="ItemRequest.Basis"/>: a number of an alternate tree, or what kind of file it is.</param>
/// <param name="Name">The name of a similar file in the same directory; null for other kinds.</param>
internal readonly record struct Basis(byte Kind, byte[]? Name = null)
{
    /// <summary>The file itself.</summary>
    public static Basis OwnFile { get; } = new(ItemRequest.OwnFile);

    /// <summary>What is left of an interrupted transfer.</summary>
    public static Basis PartialFile { get; } = new(ItemRequest.PartialFile);

    /// <summary>Whether it is in an alternate tree.</summary>
    public bool IsAlternate => Kind < ItemRequest.OwnFile;
}

/// <summary>A content that was asked for and has not come.</summary>
/// <param name="IsRedo">Whether it is asked for once more.</param>
/// <param name="Basis">What it is built from.</param>
internal readonly record struct ContentRequest(bool IsRedo, Basis Basis);
