using System.Text;
using Lockstep.Rsync.Coding;

namespace Lockstep.Rsync.FileList;

/// <summary>Writes entries, each as what differs from the one before it. What it remembers lasts for all lists of a session.</summary>
/// <param name="to">The peer.</param>
/// <param name="shape">Which fields entries carry.</param>
/// <param name="names">Finds the names of ids; null where none are sent.</param>
internal sealed class ListWriter(RsyncWriter to, ListShape shape, IIdNames? names)
{
    private readonly Dialect _dialect = to.Dialect;
    private readonly HashSet<int> _namedUsers = [];
    private readonly HashSet<int> _namedGroups = [];
    private FileEntry _previous = new() { Name = [] };
    private long _accessed;
    private (int Major, int Minor) _device;
    private ulong _fileSystem;
    private int _count;

    /// <summary>The number that the next entry has in the order of sending.</summary>
    public int Next { get; set; }

    private bool HasInlineNames => names is not null && _dialect.IsIncremental;

    /// <summary>Writes an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="listStart">The first number of the list that it belongs to.</param>
    public void Write(FileEntry entry, int listStart)
    {
        int prefix = Math.Min(_previous.Name.AsSpan().CommonPrefixLength(entry.Name), byte.MaxValue);
        int suffix = entry.Name.Length - prefix;
        int number = Next++;
        if (entry.HardLink is { Leader: < 0 } started)
        {
            started.Leader = number;
        }

        string? user = null, group = null;
        EntryFlags flags = CommonFlags(entry, prefix, suffix) | IdFlags(entry, ref user, ref group) | DeviceFlags(entry)
            | HardLinkFlags(entry, number);
        WriteFlags(flags, entry.IsDirectory);
        WriteName(entry, flags, prefix, suffix);
        _previous = entry;
        _count++;
        if (entry.HardLink is { } link && _dialect.HasHardLinkLeaders && link.Leader != number)
        {
            to.WriteVariable(link.Leader);
            if (link.Leader >= listStart)
            {
                // Peers do not agree on whether a device that is left out here counts as the one before the next.
                _device = entry.IsDevice ? (-1, -1) : _device;
                return;
            }
        }

        WriteStatus(entry, flags);
        WriteIds(entry, flags, user, group);
        WriteKind(entry, flags);
        if (entry.HardLink is { } file && !_dialect.HasHardLinkLeaders)
        {
            WriteIdentity(file, flags);
        }

        if (shape.DigestLength > 0 && (entry.IsRegular || !_dialect.HasWideFlags))
        {
            to.Write(entry.Digest ?? new byte[shape.DigestLength]);
        }
    }

    /// <summary>Ends a list.</summary>
    /// <param name="errors">The bits of what went wrong while it was made.</param>
    public void WriteEnd(int errors)
    {
        if (_dialect.HasVariableFlags)
        {
            to.WriteVariable(0);
            to.WriteVariable(errors);
        }
        else if (errors != 0 && _dialect.HasSafeFileList)
        {
            to.WriteUInt16((int)(EntryFlags.Extended | EntryFlags.ErrorEnd));
            to.WriteVariable(errors);
        }
        else
        {
            to.WriteByte(0);
        }
    }

    private EntryFlags CommonFlags(FileEntry entry, int prefix, int suffix)
    {
        EntryFlags flags = entry.IsDirectory ? KindFlags(entry.Kind) : EntryFlags.None;
        flags |= entry.Mode == _previous.Mode ? EntryFlags.SameMode : 0;
        flags |= entry.Modified == _previous.Modified ? EntryFlags.SameTime : 0;
        flags |= prefix > 0 ? EntryFlags.SameName : 0;
        flags |= suffix > byte.MaxValue ? EntryFlags.LongName : 0;
        flags |= _dialect.HasNanoseconds && entry.ModifiedFraction != 0 ? EntryFlags.HasFraction : 0;
        bool sharesAccess = shape.AccessTimes && !entry.IsDirectory && entry.Accessed == _accessed;
        return flags | (sharesAccess ? EntryFlags.SameAccessTime : 0);
    }

    private EntryFlags KindFlags(DirectoryKind kind) => kind switch
    {
        DirectoryKind.Top => EntryFlags.TopDirectory,
        DirectoryKind.Implied when _dialect.HasImpliedDirectories => EntryFlags.TopDirectory | EntryFlags.NoContent,
        DirectoryKind.Alone when _dialect.HasImpliedDirectories => EntryFlags.NoContent,
        _ => EntryFlags.None,
    };

    private EntryFlags IdFlags(FileEntry entry, ref string? user, ref string? group)
    {
        EntryFlags flags = EntryFlags.None;
        bool isFirst = _count == 0;
        if (!shape.Users || (entry.UserId == _previous.UserId && !isFirst))
        {
            flags |= EntryFlags.SameUser;
        }
        else if (HasInlineNames && _namedUsers.Add(entry.UserId) && (user = names!.UserName(entry.UserId)) is not null)
        {
            flags |= EntryFlags.UserName;
        }

        if (!shape.Groups || (entry.GroupId == _previous.GroupId && !isFirst))
        {
            flags |= EntryFlags.SameGroup;
        }
        else if (HasInlineNames && _namedGroups.Add(entry.GroupId) && (group = names!.GroupName(entry.GroupId)) is not null)
        {
            flags |= EntryFlags.GroupName;
        }

        return flags;
    }

    private EntryFlags DeviceFlags(FileEntry entry)
    {
        if (!CarriesDevice(entry))
        {
            return EntryFlags.None;
        }

        if (!_dialect.HasWideFlags)
        {
            return _device == (entry.DeviceMajor, entry.DeviceMinor) ? EntryFlags.SameDevice27 : EntryFlags.None;
        }

        // A pipe has no number; what it carries is the one before it, so that it costs nothing.
        bool sameMajor = entry.IsSpecial || entry.DeviceMajor == _device.Major;
        bool isShort = !_dialect.HasVariableNumbers && (uint)entry.DeviceMinor <= byte.MaxValue;
        return (sameMajor ? EntryFlags.SameMajor : 0) | (isShort ? EntryFlags.ShortMinor : 0);
    }

    private EntryFlags HardLinkFlags(FileEntry entry, int number)
    {
        if (entry.HardLink is not { } link || !_dialect.HasWideFlags)
        {
            return EntryFlags.None;
        }

        EntryFlags more = _dialect.HasHardLinkLeaders
            ? link.Leader == number ? EntryFlags.FirstOfHardLink : 0
            : link.Device == _fileSystem ? EntryFlags.SameFileSystem : 0;
        return EntryFlags.HardLinked | more;
    }

    private void WriteFlags(EntryFlags flags, bool isDirectory)
    {
        int value = (int)flags;
        if (_dialect.HasVariableFlags)
        {
            to.WriteVariable(value == 0 ? (int)EntryFlags.Extended : value);
        }
        else if (!_dialect.HasWideFlags)
        {
            int filler = isDirectory ? (int)EntryFlags.LongName : (int)EntryFlags.TopDirectory;
            to.WriteByte((byte)(value == 0 ? filler : value));
        }
        else if (value == 0 && !isDirectory)
        {
            to.WriteByte((byte)EntryFlags.TopDirectory);
        }
        else if (value > byte.MaxValue || value == 0)
        {
            to.WriteUInt16(value | (int)EntryFlags.Extended);
        }
        else
        {
            to.WriteByte((byte)value);
        }
    }

    private void WriteName(FileEntry entry, EntryFlags flags, int prefix, int suffix)
    {
        if (flags.HasFlag(EntryFlags.SameName))
        {
            to.WriteByte((byte)prefix);
        }

        // Without any flag, protocol 27 says of a directory that its name is long.
        bool isFillerLong = flags == EntryFlags.None && entry.IsDirectory && !_dialect.HasWideFlags;
        if (flags.HasFlag(EntryFlags.LongName) || isFillerLong)
        {
            to.WriteNumber(suffix);
        }
        else
        {
            to.WriteByte((byte)suffix);
        }

        to.Write(entry.Name.AsSpan(prefix));
    }

    private void WriteStatus(FileEntry entry, EntryFlags flags)
    {
        to.WriteSize(entry.Size);
        if (!flags.HasFlag(EntryFlags.SameTime))
        {
            if (_dialect.HasVariableNumbers)
            {
                to.WriteVariableLong(entry.Modified, least: 4);
            }
            else
            {
                to.WriteInt32(unchecked((int)entry.Modified));
            }
        }

        if (flags.HasFlag(EntryFlags.HasFraction))
        {
            to.WriteVariable(entry.ModifiedFraction);
        }

        if (!flags.HasFlag(EntryFlags.SameMode))
        {
            to.WriteInt32(entry.Mode);
        }

        if (shape.AccessTimes && !entry.IsDirectory && !flags.HasFlag(EntryFlags.SameAccessTime))
        {
            to.WriteVariableLong(entry.Accessed, least: 4);
            _accessed = entry.Accessed;
        }
    }

    private void WriteIds(FileEntry entry, EntryFlags flags, string? user, string? group)
    {
        if (!flags.HasFlag(EntryFlags.SameUser))
        {
            WriteId(entry.UserId, user);
        }

        if (!flags.HasFlag(EntryFlags.SameGroup))
        {
            WriteId(entry.GroupId, group);
        }
    }

    private void WriteId(int id, string? name)
    {
        to.WriteNumber(id);
        if (name is not null)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(name);
            to.WriteByte((byte)bytes.Length);
            to.Write(bytes.AsSpan(0, (byte)bytes.Length));
        }
    }

    private bool CarriesDevice(FileEntry entry) =>
        (shape.Devices && entry.IsDevice) || (shape.Specials && entry.IsSpecial && _dialect.SpecialsHaveNumbers);

    private void WriteKind(FileEntry entry, EntryFlags flags)
    {
        if (CarriesDevice(entry))
        {
            WriteDevice(entry, flags);
        }

        if (shape.Links && entry.IsSymlink)
        {
            to.WriteNumber(entry.LinkText!.Length);
            to.Write(entry.LinkText);
        }
    }

    private void WriteDevice(FileEntry entry, EntryFlags flags)
    {
        int minor = entry.IsSpecial ? 0 : entry.DeviceMinor;
        if (!_dialect.HasWideFlags)
        {
            if (!flags.HasFlag(EntryFlags.SameDevice27))
            {
                to.WriteInt32(DeviceNumber.Join(entry.DeviceMajor, minor));
            }

            _device = (entry.DeviceMajor, minor);
            return;
        }

        if (!flags.HasFlag(EntryFlags.SameMajor))
        {
            to.WriteNumber(entry.DeviceMajor);
            _device = _device with { Major = entry.DeviceMajor };
        }

        if (_dialect.HasVariableNumbers)
        {
            to.WriteVariable(minor);
        }
        else if (flags.HasFlag(EntryFlags.ShortMinor))
        {
            to.WriteByte((byte)minor);
        }
        else
        {
            to.WriteInt32(minor);
        }
    }

    private void WriteIdentity(HardLinkGroup file, EntryFlags flags)
    {
        if (!flags.HasFlag(EntryFlags.SameFileSystem) || !_dialect.HasWideFlags)
        {
            to.WriteOldLong((long)file.Device + 1);
            _fileSystem = file.Device;
        }

        to.WriteOldLong((long)file.Inode);
    }
}
