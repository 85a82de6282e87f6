namespace Lockstep.Rsync.FileList;

/// <summary>One entry of a file list. Its name is the path below the root of the transfer; the root itself is <c>.</c>.</summary>
internal sealed class FileEntry
{
    /// <summary>The path below the transfer's root, as bytes.</summary>
    public required byte[] Name { get; init; }

    /// <summary>Type and permission bits.</summary>
    public int Mode { get; set; }

    /// <summary>Bytes of content.</summary>
    public long Size { get; set; }

    /// <summary>Modification time in seconds.</summary>
    public long Modified { get; set; }

    /// <summary>The nanoseconds of the modification time.</summary>
    public int ModifiedFraction { get; set; }

    /// <summary>Access time in seconds.</summary>
    public long Accessed { get; set; }

    /// <summary>The owner's number on this machine.</summary>
    public int UserId { get; set; }

    /// <summary>The group's number on this machine.</summary>
    public int GroupId { get; set; }

    /// <summary>Major number of a device.</summary>
    public int DeviceMajor { get; set; }

    /// <summary>Minor number of a device.</summary>
    public int DeviceMinor { get; set; }

    /// <summary>The text of a symbolic link.</summary>
    public byte[]? LinkText { get; set; }

    /// <summary>The digest of the content, where lists carry it.</summary>
    public byte[]? Digest { get; set; }

    /// <summary>What a directory means for the transfer.</summary>
    public DirectoryKind Kind { get; set; }

    /// <summary>The hard link that this entry is a member of; null for none.</summary>
    public HardLinkGroup? HardLink { get; set; }

    /// <summary>Whether the user wrote its path from the root of the file system on, and so it is shown.</summary>
    public bool IsAbsolute { get; init; }

    /// <summary>The sender's directory below which the name lies, as the user wrote it without slashes around; empty at the receiver.</summary>
    public string Origin { get; init; } = "";

    /// <summary>Whether the sender reaches it through a symbolic link, which the user wants followed.</summary>
    public bool IsFollowed { get; set; }

    /// <summary>Which of the sender's roots holds it.</summary>
    public int Root { get; init; }

    /// <summary>Whether another entry of the same name goes before it, so that this one is never looked at.</summary>
    public bool IsCleared { get; set; }

    /// <summary>Whether the list of this directory has come.</summary>
    public bool IsListed { get; set; }

    /// <summary>The type.</summary>
    public int Type => Mode & EntryMode.TypeMask;

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => Type == EntryMode.Directory;

    /// <summary>Whether it is a regular file.</summary>
    public bool IsRegular => Type == EntryMode.Regular;

    /// <summary>Whether it stands for a source that does not exist, so that the destination shall not have it either.</summary>
    public bool IsMissing => Mode == 0;

    /// <summary>Whether it is a symbolic link.</summary>
    public bool IsSymlink => Type == EntryMode.Symlink;

    /// <summary>Whether it is a device.</summary>
    public bool IsDevice => Type is EntryMode.BlockDevice or EntryMode.CharacterDevice;

    /// <summary>Whether it is a pipe or a socket.</summary>
    public bool IsSpecial => Type is EntryMode.Pipe or EntryMode.Socket;

    /// <summary>Whether it is the root of the transfer.</summary>
    public bool IsRoot => Name is [(byte)'.'];

    /// <summary>The name as it is shown.</summary>
    public string Shown => (IsAbsolute ? "/" : "") + ByteWord.Of(Name);

    /// <summary>The modification time in nanoseconds.</summary>
    public long ModifiedNs => unchecked((Modified * 1_000_000_000) + ModifiedFraction);
}
