using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Sessions.Undoing;

/// <summary>The past laid over a target's baseline: what shall be on the target, and what of it is not to be managed.</summary>
internal sealed class PastOverlay
{
    private const ushort UsualDirectory = 0x1ed; // rwxr-xr-x

    private readonly SortedDictionary<RelativePath, Entry> _edits = [];
    private readonly HashSet<RelativePath> _released = [];
    private readonly List<PastEntry> _strays = [];
    private readonly HashSet<RelativePath> _guessed = [];
    private readonly Snapshot _baseline;

    /// <param name="baseline">The target's.</param>
    /// <param name="past">What stood there, in path order: what was asked for, and the directories on the way to it.</param>
    /// <param name="paths">What was asked for; none for everything.</param>
    public PastOverlay(Snapshot baseline, IReadOnlyList<PastEntry> past, IReadOnlyList<RelativePath> paths)
    {
        _baseline = baseline;
        foreach (PastEntry entry in past)
        {
            bool isAsked = paths.Count == 0 || paths.Any(path => entry.Path == path || entry.Path.IsBelow(path));
            bool isNeeded = isAsked || (entry.Before.IsDirectory && !baseline.Find(entry.Path).IsDirectory);
            if (isNeeded)
            {
                Take(entry);
            }
        }

        foreach (RelativePath path in _edits.Where(edit => edit.Value.Exists).Select(edit => edit.Key).ToList())
        {
            MakeWay(path.Parent);
        }
    }

    /// <summary>What shall be.</summary>
    public Snapshot Wanted => _baseline.With([.. _edits.Select(edit => new EntryEdit(edit.Key, edit.Value))]);

    /// <summary>Paths whose entries were not managed.</summary>
    public IReadOnlySet<RelativePath> Released => _released;

    /// <summary>What runs left at paths that are not managed now.</summary>
    public IReadOnlyList<PastEntry> Strays => _strays;

    /// <summary>Directories on the way to something that nobody told of.</summary>
    public IReadOnlyCollection<RelativePath> Guessed => _guessed;

    /// <summary>Takes directories that nobody told of for what they are found to be.</summary>
    public void Correct(IReadOnlyList<Difference> found)
    {
        foreach (Difference difference in found)
        {
            if (difference.Actual.IsDirectory && _guessed.Contains(difference.Path))
            {
                _edits[difference.Path] = difference.Actual;
            }
        }
    }

    private void Take(in PastEntry entry)
    {
        bool isManagedNow = _baseline.Find(entry.Path).Exists;
        if (entry.Left.Exists && !isManagedNow)
        {
            _strays.Add(entry);
        }

        // The root stays, even if it was not there; nobody can put back a device or a socket.
        if (entry.Before.Type == EntryType.Special || (entry.Path.IsRoot && !entry.Before.IsDirectory))
        {
            return;
        }

        _edits[entry.Path] = entry.Before;
        bool isReleased = !entry.WasManaged || (!entry.Path.IsRoot && _released.Contains(entry.Path.Parent));
        if (entry.Before.Exists && isReleased)
        {
            _released.Add(entry.Path);
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
        _edits[directory] = new Entry(EntryType.Directory, UsualDirectory, 0, 0, ContentHash.Unknown);
        _guessed.Add(directory);
        _released.Add(directory);
    }

    private Entry StandingAt(RelativePath path) => _edits.TryGetValue(path, out Entry entry) ? entry : _baseline.Find(path);
}
