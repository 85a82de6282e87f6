namespace Lockstep.Rsync.Disk;

/// <summary>Which entries count, as the filter rules of a run say.</summary>
internal interface IEntryRules
{
    /// <summary>Whether a sender leaves an entry out.</summary>
    bool IsHidden(ReadOnlySpan<byte> path, bool isDirectory);

    /// <summary>Whether a receiver keeps an entry that the sender does not have.</summary>
    bool IsProtected(ReadOnlySpan<byte> path, bool isDirectory);
}
