namespace Lockstep.Rsync.FileList;

/// <summary>What a directory of the list means for the transfer.</summary>
internal enum DirectoryKind
{
    /// <summary>Its contents belong to the transfer.</summary>
    Content,

    /// <summary>Its contents belong to the transfer, and it was named by an argument.</summary>
    Top,

    /// <summary>The directory alone.</summary>
    Alone,

    /// <summary>A parent of what was named; nothing in it is deleted.</summary>
    Implied,
}
