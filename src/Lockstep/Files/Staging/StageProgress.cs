using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Staging;

/// <summary>Which changes of a run are staged, as what. Written by many threads, each its own changes.</summary>
internal sealed class StageProgress(int count)
{
    private readonly Entry[] _entries = new Entry[count];
    private readonly FileStamp[] _stamps = new FileStamp[count];
    private readonly List<Problem> _problems = [];
    private readonly HashSet<int> _skipped = [];
    private readonly List<RelativePath> _unproven = [];
    private readonly Lock _gate = new();

    /// <summary>Whether a change is staged whole.</summary>
    public bool IsComplete(int index) => _entries[index].Exists;

    /// <summary>What is staged; absent when it is not complete.</summary>
    public Entry EntryOf(int index) => _entries[index];

    /// <summary>Its stamp.</summary>
    public FileStamp StampOf(int index) => _stamps[index];

    /// <summary>Changes that cannot be staged, with causes.</summary>
    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>Changes whose content on the target was not proven to be the client's.</summary>
    public IReadOnlyList<RelativePath> Unproven => _unproven;

    public void Complete(int index, in Entry entry, FileStamp stamp)
    {
        _stamps[index] = stamp;
        _entries[index] = entry;
    }

    /// <summary>Forgets what was staged before it is replaced.</summary>
    public void Reset(int index) => _entries[index] = Entry.Absent;

    /// <summary>Whether the other side gave a change up.</summary>
    public bool IsSkipped(int index)
    {
        lock (_gate)
        {
            return _skipped.Contains(index);
        }
    }

    public void Skip(int index)
    {
        lock (_gate)
        {
            _skipped.Add(index);
        }

        Reset(index);
    }

    public void Doubt(RelativePath path)
    {
        lock (_gate)
        {
            _unproven.Add(path);
        }
    }

    public void Fail(RelativePath path, string cause)
    {
        lock (_gate)
        {
            _problems.Add(new Problem(path, cause));
        }
    }
}
