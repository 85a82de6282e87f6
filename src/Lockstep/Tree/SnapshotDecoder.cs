namespace Lockstep.Tree;

/// <summary>
/// Reads the binary form of a snapshot (<see cref="SnapshotFormat"/>). The bytes may be a hostile peer's: names are valid and in strict
/// order, paths and depth bounded, counts checked before anything is allocated for them; anything else is a <see cref="ProtocolException"/>.
/// </summary>
public ref struct SnapshotDecoder
{
    /// <summary>Most entries a snapshot may have.</summary>
    public const int MaxEntries = 1 << 22;

    /// <summary>Most bytes all names of a snapshot may have together; shared beginnings make a short form of long names.</summary>
    public const int MaxNamesLength = 1 << 28;

    private ByteReader _reader;
    private bool _withStamps;
    private bool _withDigests;
    private byte[] _names = new byte[1024];
    private int _entriesLeft = MaxEntries;
    private int _namesLeft = MaxNamesLength;
    private ushort _mode;
    private long _modified;
    private FileStamp _stamp;

    private SnapshotDecoder(ReadOnlySpan<byte> bytes) => _reader = new ByteReader(bytes);

    /// <summary>Reads a snapshot from bytes that hold nothing else.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="isOwn">Whether only we can have written them, so that the digests in them are believed; a peer's have none.</param>
    public static Snapshot Decode(ReadOnlySpan<byte> bytes, bool isOwn = false)
    {
        var decoder = new SnapshotDecoder(bytes);
        Snapshot snapshot = decoder.ReadSnapshot(isOwn);
        decoder._reader.ExpectEnd("snapshot");
        return snapshot;
    }

    private Snapshot ReadSnapshot(bool isOwn)
    {
        byte version = _reader.ReadByte("snapshot version");
        if (version != SnapshotFormat.Version)
        {
            throw new ProtocolException($"snapshot version is {version}, this program reads {SnapshotFormat.Version}");
        }

        int flags = _reader.ReadInt32("snapshot flags", SnapshotFormat.HasStamps | (isOwn ? SnapshotFormat.HasDigests : 0));
        _withStamps = (flags & SnapshotFormat.HasStamps) != 0;
        _withDigests = (flags & SnapshotFormat.HasDigests) != 0;
        byte head = _reader.ReadByte("root head");
        if (head == 0)
        {
            return Snapshot.Absent;
        }

        if ((head & ~SnapshotFormat.HasChildren) != ((byte)EntryType.Directory | SnapshotFormat.HasMode))
        {
            throw new ProtocolException($"root head is 0x{head:x2}, which is no directory's");
        }

        Entry root = ReadMetadata(head, out FileStamp stamp);
        return new Snapshot(root, (head & SnapshotFormat.HasChildren) != 0 ? ReadList(pathLength: 0) : EntryList.Empty, stamp);
    }

    /// <summary>Reads a list and those below it. The depth is bounded by the length of the path, as every name has at least one byte.</summary>
    /// <param name="pathLength">Bytes before a name of this list in its path, the slash included.</param>
    private EntryList ReadList(int pathLength)
    {
        int count = _reader.ReadCount("entries of a directory", _entriesLeft, SnapshotFormat.MinEntryLength);
        if (count == 0)
        {
            throw new ProtocolException("entries of a directory is 0 where there must be some");
        }

        _entriesLeft -= count;
        UInt128? digest = _withDigests ? _reader.ReadDigest("digest of a directory").Value : null;
        var entries = new Entry[count];
        var nameEnds = new int[count];
        FileStamp[]? stamps = _withStamps ? new FileStamp[count] : null;
        EntryList[]? children = null;
        int previous = 0, start = 0;
        for (int i = 0; i < count; i++)
        {
            byte head = ReadHead();
            nameEnds[i] = ReadName(previous, start, pathLength);
            (previous, start) = (start, nameEnds[i]);
            entries[i] = ReadMetadata(head, out FileStamp stamp);
            stamps?[i] = stamp;
            if ((head & SnapshotFormat.HasChildren) != 0)
            {
                (children ??= new EntryList[count])[i] = EntryList.Empty;
            }
        }

        byte[] names = _names.AsSpan(0, start).ToArray();
        for (int i = 0; children is not null && i < count; i++)
        {
            if (children[i] is not null)
            {
                int nameLength = nameEnds[i] - (i == 0 ? 0 : nameEnds[i - 1]);
                children[i] = ReadList(pathLength + nameLength + 1);
            }
        }

        return new EntryList(names, nameEnds, entries, children, stamps, digest);
    }

    private byte ReadHead()
    {
        byte head = _reader.ReadByte("entry head");
        var type = (EntryType)(head & SnapshotFormat.TypeMask);
        bool hasFlagsOfType = type switch
        {
            EntryType.File or EntryType.Symlink => (head & SnapshotFormat.HasChildren) == 0,
            EntryType.Directory => (head & SnapshotFormat.HasHash) == 0,
            EntryType.Special => (head & (SnapshotFormat.HasChildren | SnapshotFormat.HasHash)) == 0,
            _ => false,
        };
        bool hasKnownFlags = head < SnapshotFormat.HasChildren << 1;
        return hasFlagsOfType && hasKnownFlags ? head : throw new ProtocolException($"entry head is 0x{head:x2}, which no entry has");
    }

    /// <summary>Appends a name to the names of the list that is being read.</summary>
    /// <param name="previousStart">Where the name before it starts.</param>
    /// <param name="start">Where the name before it ends and this one starts.</param>
    /// <param name="pathLength">Bytes before the name in its path.</param>
    /// <returns>Where this one ends.</returns>
    private int ReadName(int previousStart, int start, int pathLength)
    {
        int shared = _reader.ReadInt32("shared length of a name", start - previousStart);
        ReadOnlySpan<byte> rest = _reader.ReadSized("name", RelativePath.MaxNameLength - shared);
        int length = shared + rest.Length;
        _namesLeft -= length;
        if (_namesLeft < 0 || pathLength + length > RelativePath.MaxLength)
        {
            throw new ProtocolException(_namesLeft < 0
                ? $"names of a snapshot have more than {MaxNamesLength} bytes"
                : $"path is {pathLength + length} bytes long, the most is {RelativePath.MaxLength}");
        }

        if (_names.Length - start < RelativePath.MaxNameLength)
        {
            Array.Resize(ref _names, _names.Length * 2);
        }

        Span<byte> name = _names.AsSpan(start, length);
        ReadOnlySpan<byte> previous = _names.AsSpan(previousStart, start - previousStart);
        previous[..shared].CopyTo(name);
        rest.CopyTo(name[shared..]);
        if (!RelativePath.IsValidName(name))
        {
            throw new ProtocolException($"name '{DisplayText.Of(name)}' cannot stand in a path");
        }

        bool isFirst = start == 0;
        return isFirst || previous.SequenceCompareTo(name) < 0
            ? start + length
            : throw new ProtocolException($"name '{DisplayText.Of(name)}' is out of order after '{DisplayText.Of(previous)}'");
    }

    private Entry ReadMetadata(byte head, out FileStamp stamp)
    {
        var type = (EntryType)(head & SnapshotFormat.TypeMask);
        if ((head & SnapshotFormat.HasMode) != 0)
        {
            _mode = (ushort)_reader.ReadInt32("mode", SnapshotFormat.MaxMode);
        }

        long size = type is EntryType.File or EntryType.Symlink ? _reader.ReadInt64("size") : 0;
        _modified += _reader.ReadVarInt("modification time");
        ContentHash content = (head & SnapshotFormat.HasHash) != 0 ? _reader.ReadKnownHash("content hash") : ContentHash.Unknown;
        if (_withStamps)
        {
            ulong inode = _stamp.Inode + (ulong)_reader.ReadVarInt("inode");
            _stamp = new FileStamp(inode, _stamp.ChangedNs + _reader.ReadVarInt("change time"));
        }

        stamp = _stamp;
        return new Entry(type, _mode, size, _modified, content);
    }
}
