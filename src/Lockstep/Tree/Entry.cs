namespace Lockstep.Tree;

/// <summary>What an entry is. <see cref="None"/> says that nothing stands at a path.</summary>
public enum EntryType : byte
{
    /// <summary>Nothing is there.</summary>
    None = 0,

    /// <summary>A regular file.</summary>
    File = 1,

    /// <summary>A directory.</summary>
    Directory = 2,

    /// <summary>A symbolic link; its content is the link's text.</summary>
    Symlink = 3,

    /// <summary>A device, socket or FIFO: seen on a target, never sent.</summary>
    Special = 4,
}

/// <summary>
/// One file, directory or symlink with the metadata that is kept in step.
/// </summary>
/// <param name="Type">What it is.</param>
/// <param name="Mode">Permission bits, 0 to 0o7777; 0 for symlinks, which have none of their own.</param>
/// <param name="Size">Content length in bytes; the length of the text for a symlink; 0 for a directory.</param>
/// <param name="ModifiedNs">Modification time in nanoseconds since 1970-01-01 UTC; negative before.</param>
/// <param name="Content">Hash of the content, or <see cref="ContentHash.Unknown"/>.</param>
public readonly record struct Entry(EntryType Type, ushort Mode, long Size, long ModifiedNs, ContentHash Content)
{
    /// <summary>Nothing at this path.</summary>
    public static Entry Absent => default;

    /// <summary>Whether something is there.</summary>
    public bool Exists => Type != EntryType.None;

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => Type == EntryType.Directory;

    /// <summary>Whether it is a regular file.</summary>
    public bool IsFile => Type == EntryType.File;

    /// <summary>Whether it has content that is transferred: a file's bytes or a symlink's text.</summary>
    public bool HasContent => Type is EntryType.File or EntryType.Symlink;
}
