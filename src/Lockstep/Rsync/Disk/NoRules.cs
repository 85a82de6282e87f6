namespace Lockstep.Rsync.Disk;

/// <summary>Everything counts.</summary>
internal sealed class NoRules : IEntryRules
{
    /// <summary>The one.</summary>
    public static NoRules Instance { get; } = new();

    /// <inheritdoc/>
    public bool IsHidden(int root, ReadOnlySpan<byte> path, bool isDirectory) => false;

    /// <inheritdoc/>
    public bool IsProtected(ReadOnlySpan<byte> path, bool isDirectory, bool isDeleting) => false;
}
