using System.Diagnostics.CodeAnalysis;

namespace Lockstep.Rsync.FileList;

/// <summary>What an entry shares with the one sent before it. Some bits mean other things in other versions.</summary>
[Flags]
[SuppressMessage("Design", "CA1069", Justification = "Versions of the protocol use one bit for several things.")]
internal enum EntryFlags
{
    None = 0,
    TopDirectory = 0x0001,
    SameMode = 0x0002,

    /// <summary>Two bytes of flags; in the form of variable length, a filler.</summary>
    Extended = 0x0004,

    /// <summary>Protocol 27.</summary>
    SameDevice27 = 0x0004,
    SameUser = 0x0008,
    SameGroup = 0x0010,
    SameName = 0x0020,
    LongName = 0x0040,
    SameTime = 0x0080,

    /// <summary>Of devices.</summary>
    SameMajor = 0x0100,

    /// <summary>Of directories.</summary>
    NoContent = 0x0100,
    HardLinked = 0x0200,

    /// <summary>Protocol 28 and 29.</summary>
    SameFileSystem = 0x0400,
    UserName = 0x0400,

    /// <summary>Protocol 28 and 29.</summary>
    ShortMinor = 0x0800,
    GroupName = 0x0800,
    FirstOfHardLink = 0x1000,

    /// <summary>With <see cref="Extended"/> alone: the list ends and errors follow.</summary>
    ErrorEnd = 0x1000,
    HasFraction = 0x2000,
    SameAccessTime = 0x4000,
    CreatedWhenModified = 0x20000,
}
