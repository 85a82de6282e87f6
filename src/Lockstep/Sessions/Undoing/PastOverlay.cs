using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Sessions.Undoing;

/// <summary>The past laid over a target's baseline: what shall be on the target, and what of it is not to be managed.</summary>
internal sealed class PastOverlay
{
    private const ushort UsualDirectory = 0x1ed; // rwxr-xr-x

    private static readonly Comparer<PastEntry> ByPath = Comparer<PastEntry>.Create((left, right) => left.Path.CompareTo(right.Path));

    private readonly List<PastEntry> _taken;
    private readonly SortedDictionary<RelativePath, Entry> _made = [];
    private readonly SortedDictionary<RelativePath, Entry> _released = [];
    private readonly List<PastEntry> _strays = [];
    private readonly HashSet<RelativePath> _guessed = [];
    private readonly HashSet<RelativePath> _replaced = [];
    private readonly Snapshot _baseline;

    /// <param name="baseline">The target's.</param>
    /// <param name="past">What stood there, in path order: what was asked for, and the directories on the way to it.</param>
    /// <param name="paths">What was asked for; none for everything.</param>
    public PastOverlay(Snapshot baseline, IReadOnlyList<PastEntry> past, IReadOnlyList<RelativePath> paths)
    {
        _baseline = baseline;
        _taken = new(past.Count);
        foreach (PastEntry entry in past)
        {
            bool isAsked = paths.Count == 0 || paths.Any(path => entry.Path == path || entry.Path.IsBelow(path));
            bool isNeeded = isAsked || (entry.Before.IsDirectory && !baseline.Find(entry.Path).IsDirectory);
            if (isNeeded)
            {
                Take(entry);
            }
        }

        foreach (PastEntry entry in _taken)
        {
            if (entry.Before.Exists)
            {
                MakeWay(entry.Path.Parent);
            }
        }

        Snapshot wanted = Wanted = MakeWanted();
        foreach (RelativePath path in _released.Keys.Where(path => HasManagedBelow(wanted, path)).ToList())
        {
            Entry managed = baseline.Find(path);
            _released[path] = managed.IsDirectory ? managed : wanted.Find(path);
        }
    }

    /// <summary>What shall be.</summary>
    public Snapshot Wanted { get; private set; }

    /// <summary>
    /// Paths whose entries were not as the baseline said, and what it says there from now on: nothing, so that they are not managed. A directory that holds
    /// managed entries has to be; it keeps what it has in the baseline, and is drift again.
    /// </summary>
    public IReadOnlyDictionary<RelativePath, Entry> Released => _released;

    /// <summary>The paths that the past tells of, and the directories on the way that nobody told of.</summary>
    public IEnumerable<RelativePath> Paths => _taken.Select(entry => entry.Path).Concat(_made.Keys);

    /// <summary>What runs left and the baseline does not have, or not so.</summary>
    public IReadOnlyList<PastEntry> Strays => _strays;

    /// <summary>Directories on the way to something that nobody told of.</summary>
    public IReadOnlyCollection<RelativePath> Guessed => _guessed;

    /// <summary>
    /// Paths whose content is in the history or elsewhere, and whose hash is that of what took its place: a run that
    /// goes by hashes would leave that there.
    /// </summary>
    public IReadOnlySet<RelativePath> Replaced => _replaced;

    /// <summary>Takes directories that nobody told of for what they are found to be.</summary>
    public void Correct(IReadOnlyList<Difference> found)
    {
        foreach (Difference difference in found)
        {
            if (difference.Actual.IsDirectory && _guessed.Contains(difference.Path))
            {
                _made[difference.Path] = difference.Actual;
            }
        }

        Wanted = MakeWanted();
    }

    private void Take(in PastEntry entry)
    {
        Entry managed = _baseline.Find(entry.Path);
        bool isAsLeft = managed.Type == entry.Left.Type && managed.Mode == entry.Left.Mode && managed.Content == entry.Left.Content;
        if (entry.Left.Exists && !isAsLeft)
        {
            _strays.Add(entry);
        }

        // The root stays, even if it was not there; nobody can put back a device or a socket.
        if (entry.Before.Type == EntryType.Special || (entry.Path.IsRoot && !entry.Before.IsDirectory))
        {
            return;
        }

        _taken.Add(entry);
        bool isTwin = entry is { IsReplaced: true, Before.Size: > 0 } && entry.Before.Content == entry.Left.Content;
        if (isTwin)
        {
            _replaced.Add(entry.Path);
        }

        if (entry.Before.Exists && !entry.WasManaged)
        {
            _released[entry.Path] = Entry.Absent;
        }
    }

    /// <summary>Sees to it that there are directories on the way to what shall be.</summary>
    private void MakeWay(RelativePath directory)
    {
        if (directory.IsRoot || StandingAt(directory).IsDirectory)
        {
            return;
        }

        MakeWay(directory.Parent);
        _made[directory] = new Entry(EntryType.Directory, UsualDirectory, 0, 0, ContentHash.Unknown);
        _guessed.Add(directory);
        _released[directory] = Entry.Absent;
    }

    private bool HasManagedBelow(Snapshot wanted, RelativePath directory)
    {
        EntryList entries = wanted.ChildrenOf(directory);
        for (int i = 0; i < entries.Count; i++)
        {
            RelativePath path = directory.Append(entries.NameAt(i));
            if (!_released.ContainsKey(path) || HasManagedBelow(wanted, path))
            {
                return true;
            }
        }

        return false;
    }

    private Entry StandingAt(RelativePath path)
    {
        if (_made.TryGetValue(path, out Entry made))
        {
            return made;
        }

        int index = _taken.BinarySearch(new PastEntry(path, default, default, default), ByPath);
        return index >= 0 ? _taken[index].Before : _baseline.Find(path);
    }

    /// <summary>The baseline with the edits, which are put together as they are read: an undo may change everything.</summary>
    private Snapshot MakeWanted()
    {
        var taken = new EditView(_taken.Count, index => new EntryEdit(_taken[index].Path, _taken[index].Before));
        return _baseline.With(EditView.Merge([.. _made.Select(made => new EntryEdit(made.Key, made.Value))], taken));
    }
}
