using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Hashing;

/// <summary>
/// Remembers content hashes of files on this machine by device, inode, size, mtime and ctime, so that a content is read once, however often
/// its hash is asked for. The file is read at the first question and written whole by <see cref="Save"/>; one that is damaged or of
/// another version
/// counts as empty. What was of no use for a month is dropped. Safe for many threads, but for <see cref="Save"/>.
/// </summary>
public sealed class HashCache
{
    private const int DaysKept = 30;
    private const int DaysUntilRenewed = 7;

    // A file may be written again within the clock tick of its ctime and look unchanged. FAT has the coarsest tick, two seconds.
    private const long RacyNs = 2_000_000_000;

    private readonly DirectoryHandle _directory;
    private readonly byte[] _name;
    private readonly TimeProvider _time;
    private readonly Lazy<ReadOnlyMemory<byte>> _records;
    private readonly Lazy<bool[]> _isUsed;
    private readonly Dictionary<UInt128, ContentHash> _added = [];

    /// <summary>Creates a cache over a file, which need not exist.</summary>
    /// <param name="directory">The directory of the file; stays the caller's.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="time">The clock.</param>
    public HashCache(DirectoryHandle directory, ReadOnlySpan<byte> name, TimeProvider time)
    {
        (_directory, _name, _time) = (directory, name.ToArray(), time);
        _records = new Lazy<ReadOnlyMemory<byte>>(Load);
        _isUsed = new Lazy<bool[]>(() => new bool[_records.Value.Length / HashCacheForm.RecordLength]);
    }

    /// <summary>The present moment in nanoseconds since 1970-01-01 UTC, to be taken before a content is read.</summary>
    public long Now => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    private ushort Today => (ushort)(_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Days;

    /// <summary>The hash of a file's content, if it is remembered.</summary>
    public bool TryFind(in FileStatus status, out ContentHash content)
    {
        UInt128 key = HashCacheForm.KeyOf(status);
        lock (_added)
        {
            if (_added.TryGetValue(key, out content))
            {
                return true;
            }
        }

        int index = IndexOf(key);
        content = index < 0 ? ContentHash.Unknown : HashCacheForm.ReadRecord(_records.Value.Span, index).Content;
        if (index >= 0)
        {
            _isUsed.Value[index] = true;
        }

        return index >= 0;
    }

    /// <summary>Remembers a hash, unless the file was changed so shortly before it was read that its times prove nothing.</summary>
    /// <param name="status">The file as it was before and after.</param>
    /// <param name="content">The hash.</param>
    /// <param name="readAt"><see cref="Now"/> before it was read.</param>
    public void Add(in FileStatus status, ContentHash content, long readAt)
    {
        if (readAt - status.ChangedNs < RacyNs)
        {
            return;
        }

        lock (_added)
        {
            _added[HashCacheForm.KeyOf(status)] = content;
        }
    }

    /// <summary>Writes the file anew and in one instant, if there is anything worth it.</summary>
    public void Save()
    {
        List<HashRecord> records = Merge(out bool isWorthWriting);
        if (!isWorthWriting)
        {
            return;
        }

        byte[] temporary = [.. _name, .. ".new"u8];
        using (FileHandle file = _directory.CreateFile(temporary, exclusive: false))
        {
            file.SetLength(0);
            file.Write(HashCacheForm.ToFile(records));
        }

        _directory.Rename(temporary, _directory, _name);
    }

    /// <summary>The records to be written: those of the file that are still of use, and the new ones.</summary>
    private List<HashRecord> Merge(out bool isWorthWriting)
    {
        ushort today = Today;
        ReadOnlySpan<byte> old = _records.Value.Span;
        var records = new List<HashRecord>(_isUsed.Value.Length + _added.Count);
        isWorthWriting = _added.Count > 0;
        for (int i = 0; i < _isUsed.Value.Length; i++)
        {
            HashRecord record = HashCacheForm.ReadRecord(old, i);
            int age = today - record.Day;
            isWorthWriting |= _isUsed.Value[i] && age > DaysUntilRenewed;
            if ((_isUsed.Value[i] || age <= DaysKept) && !_added.ContainsKey(record.Key))
            {
                records.Add(_isUsed.Value[i] ? record with { Day = today } : record);
            }
        }

        records.AddRange(_added.Select(added => new HashRecord(added.Key, added.Value, today)));
        if (records.Count > HashCacheForm.MaxCount)
        {
            records.Sort((left, right) => right.Day.CompareTo(left.Day));
            records.RemoveRange(HashCacheForm.MaxCount, records.Count - HashCacheForm.MaxCount);
        }

        records.Sort((left, right) => left.Key.CompareTo(right.Key));
        return records;
    }

    // A cache that cannot be read costs time, not a push.
    private ReadOnlyMemory<byte> Load()
    {
        try
        {
            using FileHandle file = _directory.OpenFileForRead(_name, out FileStatus status);
            return status.Size > HashCacheForm.MaxLength ? default : HashCacheForm.Records(file.ReadAll(status.Size));
        }
        catch (FileSystemException)
        {
            return default;
        }
    }

    private int IndexOf(UInt128 key)
    {
        ReadOnlySpan<byte> records = _records.Value.Span;
        int low = 0, high = records.Length / HashCacheForm.RecordLength - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = HashCacheForm.ReadRecord(records, middle).Key.CompareTo(key);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }
}
