namespace Lockstep.Native.Notices;

/// <summary>What an inotify notice says and what is asked for: the <c>IN_</c> bits of <c>inotify(7)</c>.</summary>
[Flags]
internal enum InotifyMask : uint
{
    None = 0,
    Modify = 0x2,
    Attributes = 0x4,
    CloseWrite = 0x8,
    MovedFrom = 0x40,
    MovedTo = 0x80,
    Create = 0x100,
    Delete = 0x200,
    Unmount = 0x2000,
    Overflow = 0x4000,
    Ignored = 0x8000,
    OnlyDirectory = 0x01000000,
    NoFollow = 0x02000000,
    ExcludeUnlinked = 0x04000000,
    IsDirectory = 0x40000000,
}
