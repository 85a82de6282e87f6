namespace Lockstep.Rsync.Disk;

/// <summary>Which entries count, as the filter rules of a run say.</summary>
internal interface IEntryRules
{
    /// <summary>Whether a sender leaves an entry out.</summary>
    /// <param name="root">The root that holds it.</param>
    /// <param name="path">Its path below the root.</param>
    /// <param name="isDirectory">Whether it is a directory.</param>
    bool IsHidden(int root, ReadOnlySpan<byte> path, bool isDirectory);

    /// <summary>Whether a receiver keeps an entry that the sender does not have.</summary>
    /// <param name="path">Its path below the destination.</param>
    /// <param name="isDirectory">Whether it is a directory.</param>
    /// <param name="isDeleting">Whether the directory that holds it is being deleted.</param>
    bool IsProtected(ReadOnlySpan<byte> path, bool isDirectory, bool isDeleting);
}
