namespace Lockstep.Native.Disk;

/// <summary>All that the file system tells of an entry, with its times as they are, beyond the reach of nanoseconds in 64 bits too.</summary>
internal readonly record struct EntryStatus
{
    /// <summary>Type and permission bits.</summary>
    public int Mode { get; init; }

    /// <summary>Bytes of content.</summary>
    public long Size { get; init; }

    /// <summary>Modification time in seconds.</summary>
    public long Modified { get; init; }

    /// <summary>The nanoseconds of the modification time.</summary>
    public int ModifiedFraction { get; init; }

    /// <summary>Access time in seconds.</summary>
    public long Accessed { get; init; }

    /// <summary>The nanoseconds of the access time.</summary>
    public int AccessedFraction { get; init; }

    /// <summary>The owner.</summary>
    public int UserId { get; init; }

    /// <summary>The group.</summary>
    public int GroupId { get; init; }

    /// <summary>The file system.</summary>
    public ulong Device { get; init; }

    /// <summary>The number on the file system.</summary>
    public ulong Inode { get; init; }

    /// <summary>How many names it has.</summary>
    public uint LinkCount { get; init; }

    /// <summary>A device's major number.</summary>
    public int NodeMajor { get; init; }

    /// <summary>A device's minor number.</summary>
    public int NodeMinor { get; init; }

    internal static EntryStatus From(in StatxBuffer buffer) => new()
    {
        Mode = buffer.Mode,
        Size = buffer.Size,
        Modified = buffer.ModifiedSeconds,
        ModifiedFraction = (int)buffer.ModifiedNanoseconds,
        Accessed = buffer.AccessedSeconds,
        AccessedFraction = (int)buffer.AccessedNanoseconds,
        UserId = (int)buffer.OwnerId,
        GroupId = (int)buffer.GroupId,
        Device = ((ulong)buffer.DeviceMajor << 32) | buffer.DeviceMinor,
        Inode = buffer.Inode,
        LinkCount = buffer.LinkCount,
        NodeMajor = (int)buffer.NodeMajor,
        NodeMinor = (int)buffer.NodeMinor,
    };
}
