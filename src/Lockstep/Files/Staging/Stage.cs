using System.Collections.Concurrent;
using Lockstep.Files.Past;
using Lockstep.Files.Roots;
using Lockstep.Files.State;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Staging;

/// <summary>
/// The stage of one run: contents are written here, on the target's own file system, while nothing of the root is touched. A file has its
/// final size and time only when it is whole, which is how the next run tells what it can take up again.
/// The session opens one <see cref="StageWriter"/> for each of its threads; the commit takes what is complete.
/// </summary>
public sealed class Stage : IDisposable
{
    private readonly DirectoryHandle _directory;
    private readonly RootedDirectory _tree;
    private readonly TargetRoot _root;
    private readonly ConcurrentDictionary<int, GrowingFile> _growing = [];
    private readonly FaultHook? _faults;
    private readonly SealKey? _key;
    private HashSet<int> _partial = [];
    private SyncException? _failure;

    internal Stage(
        DirectoryHandle directory, TargetRoot root, ObservedTarget observed, IReadOnlyList<Change> changes, SealKey? key, PastTree? past, FaultHook? faults)
    {
        _directory = directory;
        _tree = new RootedDirectory(directory);
        _root = root;
        _key = key;
        _faults = faults;
        Observed = observed;
        Changes = changes;
        Layout = new StageLayout(changes);
        Progress = new StageProgress(changes.Count);
        Renames = RenameProofs.Start(changes, root.Tree, key, past);
    }

    /// <summary>The run's changes.</summary>
    public IReadOnlyList<Change> Changes { get; }

    /// <summary>What an earlier run left that need not be sent.</summary>
    public Leftovers Leftovers { get; private set; } = Leftovers.Nothing;

    /// <summary>What the target's history takes, to be said when the disk is full.</summary>
    internal HistorySize History { get; init; }

    /// <summary>The target's root, safe to print.</summary>
    internal string Place => _root.Location.ToString();

    internal ObservedTarget Observed { get; }

    internal StageLayout Layout { get; }

    internal StageProgress Progress { get; }

    /// <summary>What is found out about the sources of renames.</summary>
    internal RenameProofs Renames { get; }

    internal RootedDirectory Tree => _tree;

    /// <summary>A writer for one thread.</summary>
    public StageWriter OpenWriter() => new(this);

    /// <summary>
    /// Opens what a change's content is built on: what an earlier run staged of it, else what stands at its path. Null where there is
    /// nothing. The caller disposes it.
    /// </summary>
    public FileHandle? OpenBasis(int index)
    {
        RelativePath path = Changes[index].Path;
        try
        {
            if (_partial.Contains(index))
            {
                return _directory.OpenFileForRead(StageLayout.PartialNameOf(path));
            }

            if (Changes[index].Transfer != Transfer.Delta || _root.Tree is null)
            {
                return null;
            }

            using DirectoryHandle parent = _root.Tree.OpenDirectory(path.Parent);
            return parent.OpenFileForRead(path.Name);
        }
        catch (FileSystemException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Renames.Dispose();
        foreach (GrowingFile file in _growing.Values)
        {
            file.Dispose();
        }

        _growing.Clear();
        if (_failure is not null)
        {
            TreeRemoval.Empty(_directory);
        }

        _tree.Dispose();
    }

    /// <summary>
    /// Takes up what an earlier run left, and stages what needs nothing to be sent: directories, copies of what the target has, and what comes back from
    /// the past.
    /// </summary>
    /// <param name="isEmpty">Whether no earlier run left anything.</param>
    /// <param name="now">The time.</param>
    /// <param name="restore">Makes one of the threads that bring back the past; null where nothing is to be.</param>
    internal void Prepare(bool isEmpty, DateTimeOffset now, Func<ContentRestore>? restore)
    {
        if (!isEmpty)
        {
            Leftovers = LeftoverReader.TakeUp(this);
            _partial = [.. Leftovers.Partial];
        }

        _directory.SetOwnModified(now.ToUnixTimeMilliseconds() * 1_000_000);
        using StageCursor cursor = OpenCursor();
        ContentReuse? reuse = null;
        for (int i = 0; i < Changes.Count; i++)
        {
            Change change = Changes[i];
            if (StageLayout.IsStaged(change) && change.After.IsDirectory)
            {
                MakeDirectory(i, cursor);
            }
            else if (change.Transfer == Transfer.Reuse && change.Kind != ChangeKind.Rename)
            {
                reuse ??= new ContentReuse(this, _root, cursor, _key);
                reuse.Copy(i);
            }
        }

        reuse?.Dispose();
        if (restore is not null)
        {
            Restore(restore);
        }
    }

    /// <summary>
    /// Removes what is staged and not whole: a directory is put in place with all that is in it, so nothing may be in it that the run
    /// leaves out.
    /// </summary>
    internal void DropIncomplete()
    {
        using StageCursor cursor = OpenCursor();
        for (int i = 0; i < Changes.Count; i++)
        {
            bool isIncomplete = Layout.UnitOf(i) >= 0 && Changes[i].Kind != ChangeKind.Rename && !Progress.IsComplete(i);
            if (isIncomplete && cursor.Stands(i, out _))
            {
                TreeRemoval.Remove(cursor.OpenParent(i, out ReadOnlySpan<byte> name), name);
            }
        }
    }

    internal StageCursor OpenCursor() => new(_tree, Layout, Changes);

    internal void Reach(FaultPoint point) => _faults?.Invoke(point);

    /// <summary>Throws unless a change waits for this content.</summary>
    internal void Expect(int index, EntryType type)
    {
        if ((uint)index >= (uint)Changes.Count || Changes[index].Transfer is not (Transfer.Whole or Transfer.Delta) || !StageLayout.IsStaged(Changes[index]))
        {
            throw new ProtocolException($"a content came for change {index} of {Changes.Count}, which waits for none");
        }

        if (type != Changes[index].After.Type)
        {
            throw new ProtocolException($"the content of '{Changes[index].Path}' came as {type}, planned was {Changes[index].After.Type}");
        }
    }

    internal void Begin(int index, FileHandle file) =>
        _growing[index] = new GrowingFile(file, OpenBasis(index), Changes[index].After.Size);

    /// <summary>The file that is being written for a change; null after it failed.</summary>
    internal GrowingFile? Growing(int index) => _growing.GetValueOrDefault(index);

    internal void End(int index, in Entry entry)
    {
        if (!_growing.TryRemove(index, out GrowingFile? file))
        {
            return;
        }

        using (file)
        {
            if (file.Length != entry.Size || (entry.Content.IsKnown && file.Hash != entry.Content))
            {
                FailDamaged(index);
                return;
            }

            file.File.SetLength(file.Length);
            Complete(index, entry with { Content = file.Hash }, file.File);
        }
    }

    /// <summary>Gives a written file its time, which says that it is whole, and its mode where it was not created with it.</summary>
    internal void Complete(int index, in Entry entry, FileHandle file)
    {
        Reach(FaultPoint.StageMetadata);
        file.SetOwnModified(entry.ModifiedNs);
        FileStatus status = file.Status();
        if (status.Mode != entry.Mode)
        {
            file.SetOwnMode(entry.Mode);
            status = file.Status();
        }

        Progress.Complete(index, entry, status.Stamp);
    }

    internal void FailDamaged(int index) =>
        Progress.Fail(Changes[index].Path, "content arrived damaged, or what it was built on changed on the target meanwhile. Push again");

    /// <summary>Notes that a change cannot be staged; a full disk ends the run.</summary>
    internal void Fail(int index, FileSystemException cause)
    {
        if (cause.Error is Errno.ENOSPC or Errno.EDQUOT)
        {
            _failure ??= OutOfSpace.Describe(this, _directory.Space(), StageDirectory.SizeOf(_directory), cause);
            throw _failure;
        }

        Progress.Fail(Changes[index].Path, cause.Cause);
    }

    internal void Skip(int index)
    {
        if (_growing.TryRemove(index, out GrowingFile? file))
        {
            file.Dispose();
        }

        Progress.Skip(index);
    }

    internal void Abort(int index, FileSystemException cause)
    {
        if (_growing.TryRemove(index, out GrowingFile? file))
        {
            file.Dispose();
        }

        Fail(index, cause);
    }

    /// <summary>Brings contents back from the past, on several threads: small files cost system calls.</summary>
    private void Restore(Func<ContentRestore> restore)
    {
        var pile = new WorkPile<int>(Math.Max(2, WorkPile<int>.UsualWorkers), restore, CancellationToken.None);
        for (int i = 0; i < Changes.Count; i += ContentRestore.BatchLength)
        {
            pile.Add(i);
        }

        pile.Finish();
    }

    private void MakeDirectory(int index, StageCursor cursor)
    {
        Reach(FaultPoint.StageDirectory);
        try
        {
            DirectoryHandle parent = cursor.OpenParent(index, out ReadOnlySpan<byte> name);
            bool isLeft = Leftovers != Leftovers.Nothing && parent.TryStat(name, out _);
            if (!isLeft)
            {
                parent.MakeDirectory(name);
            }

            Progress.Complete(index, Changes[index].After, stamp: default);
        }
        catch (FileSystemException e)
        {
            Fail(index, e);
        }
    }
}
