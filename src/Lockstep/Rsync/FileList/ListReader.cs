using System.Text;
using Lockstep.Rsync.Coding;

namespace Lockstep.Rsync.FileList;

/// <summary>Reads a peer's entries, each as what differs from the one before it. Nothing of an entry is out of bounds when it is handed out.</summary>
/// <param name="from">The peer.</param>
/// <param name="shape">Which fields entries carry.</param>
/// <param name="users">Which numbers users get here.</param>
/// <param name="groups">Which numbers groups get here.</param>
/// <param name="budget">The memory that lists may take.</param>
internal sealed class ListReader(RsyncReader from, ListShape shape, IdMapping users, IdMapping groups, ListBudget budget)
{
    private const int MaxNanoseconds = 999_999_999;
    private const int IoErrors = 7;

    private readonly Dialect _dialect = from.Dialect;
    private readonly Dictionary<int, int> _userMap = [];
    private readonly Dictionary<int, int> _groupMap = [];
    private readonly Dictionary<int, HardLinkGroup> _links = [];
    private readonly Dictionary<(long Device, long Inode), HardLinkGroup> _files = [];
    private FileEntry _previous = new() { Name = [] };
    private byte[] _previousName = [];
    private (int User, int Group) _sentIds;
    private (int Major, int Minor) _device;
    private long _fileSystem;
    private long _accessed;

    /// <summary>The number of the next entry in the order of sending.</summary>
    public int Next { get; set; }

    /// <summary>The bits of what went wrong at the sender.</summary>
    public int Errors { get; private set; }

    /// <summary>Reads a list to its end, in the order of sending.</summary>
    /// <param name="start">The number of its first entry.</param>
    public List<FileEntry> ReadList(int start)
    {
        Next = start;
        List<FileEntry> entries = [];
        while (ReadFlags() is { } flags)
        {
            FileEntry entry = ReadEntry(flags, start);
            entries.Add(entry);
            Next++;
        }

        return entries;
    }

    /// <summary>Reads the names of ids that follow a list that comes whole, and gives its entries the ids of this machine.</summary>
    public void ReadIdLists(List<FileEntry> entries)
    {
        if (_dialect.IsIncremental)
        {
            return;
        }

        if (shape.IdNames)
        {
            ReadIdList(shape.Users, _userMap, users);
            ReadIdList(shape.Groups, _groupMap, groups);
        }

        foreach (FileEntry entry in entries)
        {
            entry.UserId = Local(_userMap, users, entry.UserId);
            entry.GroupId = Local(_groupMap, groups, entry.GroupId);
        }

        if (!_dialect.HasVariableNumbers)
        {
            Errors |= from.ReadInt32() & IoErrors;
        }
    }

    /// <summary>The number of an id here; one that came without a name is judged once, by itself.</summary>
    private static int Local(Dictionary<int, int> map, IdMapping ids, int id) =>
        map.TryGetValue(id, out int local) ? local : map[id] = ids.Local(id, name: null);

    private void ReadIdList(bool isSent, Dictionary<int, int> map, IdMapping ids)
    {
        if (!isSent)
        {
            return;
        }

        for (int id = from.ReadNumber(); id != 0; id = from.ReadNumber())
        {
            budget.Take(0);
            map[id] = ids.Local(id, ReadName());
        }

        if (_dialect.Has(CompatFlags.NamesOfIdZero))
        {
            map[0] = ids.Local(0, ReadName());
        }
    }

    private string ReadName() => Encoding.UTF8.GetString(from.ReadBytes(from.ReadByte()));

    private EntryFlags? ReadFlags()
    {
        if (_dialect.HasVariableFlags)
        {
            int flags = from.ReadVariable();
            if (flags == 0)
            {
                Errors |= from.ReadVariable() & IoErrors;
                return null;
            }

            return Checked((EntryFlags)flags);
        }

        int value = from.ReadByte();
        if (value == 0)
        {
            return null;
        }

        if (!_dialect.HasWideFlags)
        {
            return (EntryFlags)value;
        }

        value |= (value & (int)EntryFlags.Extended) != 0 ? from.ReadByte() << 8 : 0;
        if (value == (int)(EntryFlags.Extended | EntryFlags.ErrorEnd) && _dialect.HasSafeFileList)
        {
            Errors |= from.ReadVariable() & IoErrors;
            return null;
        }

        return Checked((EntryFlags)value);
    }

    private EntryFlags Checked(EntryFlags flags)
    {
        const EntryFlags Links = EntryFlags.HardLinked | EntryFlags.FirstOfHardLink;
        const EntryFlags Known = (EntryFlags)0x7fff | EntryFlags.CreatedWhenModified;
        return (flags & ~Known) != 0 || (!shape.HardLinks && (flags & Links) != 0)
            ? throw new ProtocolException($"flags {(int)flags:x} of an entry, which were not agreed")
            : flags;
    }

    private FileEntry ReadEntry(EntryFlags flags, int start)
    {
        _previousName = ReadName(flags);
        budget.Take(_previousName.Length);
        byte[] name = EntryName.Checked(_previousName);
        HardLinkGroup? link = _dialect.HasHardLinkLeaders && flags.HasFlag(EntryFlags.HardLinked) ? ReadLeader(flags) : null;
        if (link is { Members: [FileEntry leader, ..] } && link.Leader >= start)
        {
            _sentIds = link.SentIds;
            return Remember(CopyOf(leader, name), link);
        }

        var entry = new FileEntry { Name = name };
        ReadStatus(entry, flags);
        ReadIds(entry, flags);
        ReadKind(entry, flags);
        if (shape.HardLinks && !_dialect.HasHardLinkLeaders && HasIdentity(entry, flags))
        {
            link = ReadIdentity(flags);
        }

        if (shape.DigestLength > 0 && (entry.IsRegular || !_dialect.HasWideFlags))
        {
            entry.Digest = from.ReadBytes(shape.DigestLength);
        }

        return Remember(entry, link);
    }

    private FileEntry Remember(FileEntry entry, HardLinkGroup? link)
    {
        if (link is not null)
        {
            link.SentIds = _sentIds;
            entry.HardLink = link;
            link.Members.Add(entry);
        }

        _previous = entry;
        return entry;
    }

    private static FileEntry CopyOf(FileEntry leader, byte[] name) => new()
    {
        Name = name,
        Mode = leader.Mode,
        Size = leader.Size,
        Modified = leader.Modified,
        ModifiedFraction = leader.ModifiedFraction,
        Accessed = leader.Accessed,
        UserId = leader.UserId,
        GroupId = leader.GroupId,
        DeviceMajor = leader.DeviceMajor,
        DeviceMinor = leader.DeviceMinor,
        LinkText = leader.LinkText,
        Digest = leader.Digest,
    };

    private byte[] ReadName(EntryFlags flags)
    {
        int prefix = flags.HasFlag(EntryFlags.SameName) ? from.ReadByte() : 0;
        int suffix = flags.HasFlag(EntryFlags.LongName) ? from.ReadNumber("length of a name", Dialect.MaxPath) : from.ReadByte();
        if (prefix > _previousName.Length || prefix + suffix is 0 or > Dialect.MaxPath)
        {
            throw new ProtocolException($"a name shares {prefix} bytes with one of {_previousName.Length} and has {suffix} of its own");
        }

        byte[] name = new byte[prefix + suffix];
        _previousName.AsSpan(0, prefix).CopyTo(name);
        from.Read(name.AsSpan(prefix));
        return name;
    }

    private HardLinkGroup ReadLeader(EntryFlags flags)
    {
        if (flags.HasFlag(EntryFlags.FirstOfHardLink))
        {
            return _links[Next] = new HardLinkGroup { Leader = Next };
        }

        int leader = from.ReadVariable();
        return _links.TryGetValue(leader, out HardLinkGroup? link)
            ? link
            : throw new ProtocolException($"an entry is a hard link of number {leader}, which is none");
    }

    private void ReadStatus(FileEntry entry, EntryFlags flags)
    {
        entry.Size = from.ReadSize();
        entry.Modified = flags.HasFlag(EntryFlags.SameTime) ? _previous.Modified
            : _dialect.HasVariableNumbers ? from.ReadVariableLong(least: 4) : (uint)from.ReadInt32();
        entry.ModifiedFraction = _dialect.HasNanoseconds && flags.HasFlag(EntryFlags.HasFraction)
            ? from.ReadVariable("nanoseconds", MaxNanoseconds)
            : 0;
        entry.Mode = flags.HasFlag(EntryFlags.SameMode) ? _previous.Mode : from.ReadInt32();
        if (entry.Size < 0 || !(EntryMode.IsKnown(entry.Mode) || (shape.Missing && entry.IsMissing)))
        {
            throw new ProtocolException($"an entry has the size {entry.Size} and the mode {entry.Mode:x}");
        }

        if (entry.IsRoot && !entry.IsDirectory)
        {
            throw new ProtocolException("the root of the transfer is said not to be a directory");
        }

        entry.Kind = KindOf(flags);
        if (shape.AccessTimes && !entry.IsDirectory)
        {
            _accessed = flags.HasFlag(EntryFlags.SameAccessTime) ? _accessed : from.ReadVariableLong(least: 4);
            entry.Accessed = _accessed;
        }
    }

    private DirectoryKind KindOf(EntryFlags flags)
    {
        bool isTop = flags.HasFlag(EntryFlags.TopDirectory);
        bool isAlone = _dialect.HasImpliedDirectories && flags.HasFlag(EntryFlags.NoContent);
        return (isTop, isAlone) switch
        {
            (true, true) => DirectoryKind.Implied,
            (false, true) => DirectoryKind.Alone,
            (true, false) => DirectoryKind.Top,
            _ => DirectoryKind.Content,
        };
    }

    private void ReadIds(FileEntry entry, EntryFlags flags)
    {
        if (shape.Users && !flags.HasFlag(EntryFlags.SameUser))
        {
            _sentIds.User = ReadId(flags.HasFlag(EntryFlags.UserName), _userMap, users);
        }

        if (shape.Groups && !flags.HasFlag(EntryFlags.SameGroup))
        {
            _sentIds.Group = ReadId(flags.HasFlag(EntryFlags.GroupName), _groupMap, groups);
        }

        // Where the names follow the list, the numbers are made ours then.
        (entry.UserId, entry.GroupId) = !_dialect.IsIncremental ? _sentIds
            : (Local(_userMap, users, _sentIds.User), Local(_groupMap, groups, _sentIds.Group));
    }

    private int ReadId(bool hasName, Dictionary<int, int> map, IdMapping ids)
    {
        int id = from.ReadNumber();
        if (hasName && _dialect.HasVariableNumbers)
        {
            map[id] = ids.Local(id, ReadName());
        }

        return id;
    }

    private void ReadKind(FileEntry entry, EntryFlags flags)
    {
        if ((shape.Devices && entry.IsDevice) || (shape.Specials && entry.IsSpecial && _dialect.SpecialsHaveNumbers))
        {
            ReadDevice(flags);
            (entry.DeviceMajor, entry.DeviceMinor) = _device;
        }

        if (shape.Links && entry.IsSymlink)
        {
            int length = from.ReadNumber("length of a link", Dialect.MaxPath - 1);
            budget.Take(length);
            entry.LinkText = from.ReadBytes(length);
            if (entry.LinkText.Length == 0 || entry.LinkText.Contains((byte)0))
            {
                throw new ProtocolException("the text of a symbolic link is empty or holds a zero byte");
            }
        }
    }

    private void ReadDevice(EntryFlags flags)
    {
        if (!_dialect.HasWideFlags)
        {
            _device = flags.HasFlag(EntryFlags.SameDevice27) ? _device : DeviceNumber.Split(from.ReadInt32());
            return;
        }

        int major = flags.HasFlag(EntryFlags.SameMajor) ? _device.Major : from.ReadNumber();
        int minor = _dialect.HasVariableNumbers ? from.ReadVariable()
            : flags.HasFlag(EntryFlags.ShortMinor) ? from.ReadByte() : from.ReadInt32();
        _device = (major, minor);
    }

    private bool HasIdentity(FileEntry entry, EntryFlags flags) =>
        _dialect.HasWideFlags ? flags.HasFlag(EntryFlags.HardLinked) : entry.IsRegular;

    private HardLinkGroup ReadIdentity(EntryFlags flags)
    {
        if (!_dialect.HasWideFlags || !flags.HasFlag(EntryFlags.SameFileSystem))
        {
            _fileSystem = from.ReadOldLong();
        }

        (long Device, long Inode) file = (_fileSystem, from.ReadOldLong());
        if (!_files.TryGetValue(file, out HardLinkGroup? link))
        {
            _files[file] = link = new HardLinkGroup { Leader = Next, Device = (ulong)(_fileSystem - 1), Inode = (ulong)file.Inode };
        }

        return link;
    }
}
