namespace Lockstep.Rsync.FileList;

/// <summary>The mode of an entry as Linux has it: a type and permission bits.</summary>
internal static class EntryMode
{
    /// <summary>Permission bits with set-id and sticky.</summary>
    public const int PermissionMask = 0xfff;

    /// <summary>The bits of the type.</summary>
    public const int TypeMask = 0xf000;

    /// <summary>A named pipe.</summary>
    public const int Pipe = 0x1000;

    /// <summary>A character device.</summary>
    public const int CharacterDevice = 0x2000;

    /// <summary>A directory.</summary>
    public const int Directory = 0x4000;

    /// <summary>A block device.</summary>
    public const int BlockDevice = 0x6000;

    /// <summary>A regular file.</summary>
    public const int Regular = 0x8000;

    /// <summary>A symbolic link.</summary>
    public const int Symlink = 0xa000;

    /// <summary>A socket.</summary>
    public const int Socket = 0xc000;

    /// <summary>Whether the type is one of these.</summary>
    public static bool IsKnown(int mode) =>
        (mode & ~0xffff) == 0 && (mode & TypeMask) is Pipe or CharacterDevice or Directory or BlockDevice or Regular or Symlink or Socket;
}
