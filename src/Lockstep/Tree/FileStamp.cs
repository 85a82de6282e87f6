namespace Lockstep.Tree;

/// <summary>
/// What a file system changes by itself whenever an entry is written, replaced or renamed: if both are as remembered (and size and
/// modification time too), the entry is the one that was left there. Means something on one machine only and never travels to be compared elsewhere.
/// </summary>
/// <param name="Inode">Inode number.</param>
/// <param name="ChangedNs">Status change time (ctime) in nanoseconds since 1970-01-01 UTC.</param>
public readonly record struct FileStamp(ulong Inode, long ChangedNs);
