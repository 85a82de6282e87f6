using System.Buffers;
using System.IO.Hashing;
using Lockstep.Files.Past;
using Lockstep.Files.State;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Staging;

/// <summary>
/// Stages contents of the past by copying them: the history stays whole, so that any run can be undone at any time. What is copied is hashed on its
/// way, and what is not what the plan says is a problem. One of the threads of a <see cref="WorkPile{TItem}"/>; an item is the changes from an index on.
/// </summary>
internal sealed class ContentRestore(Stage stage, PastTree past, PastContents contents) : IWorker<int>
{
    /// <summary>How many changes are an item of work.</summary>
    public const int BatchLength = 64;

    private const int BufferLength = 256 * 1024;

    // Below this, asking the file system for a clone costs more than copying.
    private const int LeastCloned = 1 << 20;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
    private readonly XxHash128 _hash = new();
    private readonly StageCursor _staged = stage.OpenCursor();

    /// <inheritdoc/>
    public void Do(int item, WorkPile<int> pile)
    {
        int end = Math.Min(item + BatchLength, stage.Changes.Count);
        for (int i = item; i < end; i++)
        {
            if (stage.Changes[i].Transfer == Transfer.Restore)
            {
                Restore(i);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _staged.Dispose();
        contents.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private void Restore(int index)
    {
        Change change = stage.Changes[index];
        stage.Reach(FaultPoint.StageEntry);
        try
        {
            past.TryFind(change.Path, out ContentPlace place);
            if (place.Kind == PlaceKind.Purged)
            {
                stage.Progress.Fail(change.Path, "its content was removed from the history by 'lockstep history --purge' and cannot be put back. The path stays as it is");
                return;
            }

            DirectoryHandle source = contents.OpenParent(place, out ReadOnlySpan<byte> sourceName);
            DirectoryHandle parent = _staged.OpenParent(index, out ReadOnlySpan<byte> name);
            TreeRemoval.Remove(parent, name);
            if (change.After.Type == EntryType.Symlink)
            {
                RestoreLink(index, source.ReadLink(sourceName), parent, name);
            }
            else
            {
                using FileHandle file = source.OpenFileForRead(sourceName);
                RestoreFile(index, file, parent, name);
            }
        }
        catch (FileSystemException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            FailLost(change);
        }
        catch (FileSystemException e)
        {
            stage.Fail(index, e);
        }
    }

    private void RestoreFile(int index, FileHandle source, DirectoryHandle parent, ReadOnlySpan<byte> name)
    {
        Change change = stage.Changes[index];
        using FileHandle file = parent.CreateFile(name, exclusive: true, change.After.Mode);
        bool isCloned = change.After.Size >= LeastCloned && file.TryCloneFrom(source);
        long length = 0;
        _hash.Reset();
        while (source.ReadAt(_buffer.AsSpan(0, BufferLength), length) is > 0 and int read)
        {
            ReadOnlySpan<byte> bytes = _buffer.AsSpan(0, read);
            _hash.Append(bytes);
            if (!isCloned)
            {
                SparseContent.WriteAt(file, bytes, length, change.After.Size);
            }

            length += read;
        }

        if (length != change.After.Size || ContentHash.From(_hash) != change.After.Content)
        {
            FailLost(change);
            return;
        }

        if (!isCloned && length >= SparseContent.SmallestFile)
        {
            file.SetLength(length);
        }

        stage.Complete(index, change.After, file);
    }

    private void RestoreLink(int index, byte[] text, DirectoryHandle parent, ReadOnlySpan<byte> name)
    {
        Change change = stage.Changes[index];
        if (ContentHash.Of(text) != change.After.Content)
        {
            FailLost(change);
            return;
        }

        parent.Symlink(text, name);
        parent.SetModified(name, change.After.ModifiedNs);
        parent.Stat(name, out FileStatus status);
        stage.Progress.Complete(index, change.After, status.Stamp);
    }

    private void FailLost(in Change change) =>
        stage.Progress.Fail(change.Path, "its content is not in the history any more as it was: somebody changed or removed it there");
}
