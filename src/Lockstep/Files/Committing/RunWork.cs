using Lockstep.Files.Roots;
using Lockstep.Files.Staging;
using Lockstep.Files.State;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Committing;

/// <summary>What the phases of a run share: where its entries are on the disk, and what became of them so far.</summary>
internal sealed class RunWork : IDisposable
{
    private readonly TargetRoot _root;
    private readonly FaultHook? _faults;
    private readonly RootedDirectory _stage;
    private readonly StageCursor _staged;
    private readonly Dictionary<int, string> _failed = [];
    private DirectoryCursor? _cursor;

    /// <param name="record">The run.</param>
    /// <param name="isRecovery">Whether another process may have done a part of it.</param>
    /// <param name="root">The root.</param>
    /// <param name="stage">The stage directory; disposed with this.</param>
    /// <param name="slots">The run's directory in the history; disposed with this.</param>
    /// <param name="faults">Called at every fault point.</param>
    public RunWork(RunRecord record, bool isRecovery, TargetRoot root, DirectoryHandle stage, DirectoryHandle slots, FaultHook? faults)
    {
        Record = record;
        IsRecovery = isRecovery;
        Slots = slots;
        Changes = new PlainChanges(record.Changes);
        Layout = new StageLayout(Changes);
        _root = root;
        _faults = faults;
        _stage = new RootedDirectory(stage);
        _staged = new StageCursor(_stage, Layout, Changes);
    }

    public RunRecord Record { get; }

    public bool IsRecovery { get; }

    public IReadOnlyList<Change> Changes { get; }

    public StageLayout Layout { get; }

    public DirectoryHandle Slots { get; }

    public SortedSet<int> Kept { get; } = [];

    public SortedSet<int> Stranded { get; } = [];

    public IReadOnlyDictionary<int, string> Failed => _failed;

    /// <summary>Whether a change is done, so far as it got.</summary>
    public bool IsDone(int index) => !_failed.ContainsKey(index) && !Kept.Contains(index);

    public void Fail(int index, string cause) => _failed.TryAdd(index, cause);

    public void Fail(int index, FileSystemException cause) => Fail(index, cause.Error switch
    {
        Errno.EEXIST => "something appeared there while the run was committed",
        Errno.EXDEV => "it is on another file system than the target's root, below a mount point",
        _ => cause.Cause,
    });

    public void Reach(FaultPoint point) => _faults?.Invoke(point);

    /// <summary>The directory in which a path stands, lent until the next call, and its name there.</summary>
    public DirectoryHandle OpenParent(RelativePath path, out ReadOnlySpan<byte> name)
    {
        name = path.IsRoot ? _root.Location.Name : path.Name;
        return path.IsRoot ? _root.Parent! : Cursor(path).OpenParent(path);
    }

    /// <summary>What stands at a path; false when nothing does, or when there is no way to it.</summary>
    public bool TryStat(RelativePath path, out FileStatus status)
    {
        status = default;
        try
        {
            return OpenParent(path, out ReadOnlySpan<byte> name).TryStat(name, out status);
        }
        catch (FileSystemException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            return false;
        }
    }

    /// <summary>The directory in which a change is staged, lent until the next call, and its name there.</summary>
    public DirectoryHandle OpenStaged(int index, out ReadOnlySpan<byte> name) => _staged.OpenParent(index, out name);

    /// <summary>Whether something is staged for a change.</summary>
    public bool IsStaged(int index, out FileStatus status) => _staged.Stands(index, out status);

    /// <summary>Index of the change at a path; negative when there is none.</summary>
    public int Find(RelativePath path)
    {
        int low = 0, high = Changes.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = Changes[middle].Path.CompareTo(path);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    /// <summary>The inode of what a rename moves.</summary>
    public ulong SourceInode(int rename) => Record.Changes[Find(Changes[rename].Source)].Stamp.Inode;

    /// <summary>To be called when a directory was renamed or removed: open handles would lead to what is no longer there.</summary>
    public void ForgetDirectories() => _cursor?.Forget();

    /// <inheritdoc/>
    public void Dispose()
    {
        _cursor?.Dispose();
        _staged.Dispose();
        _stage.Dispose();
        Slots.Dispose();
    }

    private DirectoryCursor Cursor(RelativePath path) =>
        _cursor ??= _root.TryOpenTree() ? new DirectoryCursor(_root.Tree) : throw new FileSystemException(Errno.ENOENT, "open", path.Bytes);
}
