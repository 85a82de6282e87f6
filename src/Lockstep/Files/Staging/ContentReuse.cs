using Lockstep.Files.Hashing;
using Lockstep.Files.Roots;
using Lockstep.Files.State;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Staging;

/// <summary>Stages contents that the target has at another path, by copying them there; blocks are shared where the file system can.</summary>
internal sealed class ContentReuse(Stage stage, TargetRoot root, StageCursor cursor) : IDisposable
{
    private readonly DirectoryCursor? _sources = root.Tree is null ? null : new DirectoryCursor(root.Tree);
    private readonly ContentHasher _hasher = new();

    /// <summary>Copies the source of a change, which must be what the plan takes it for, before and after.</summary>
    public void Copy(int index)
    {
        Change change = stage.Changes[index];
        stage.Reach(FaultPoint.StageEntry);
        try
        {
            DirectoryHandle sourceParent = _sources?.OpenParent(change.Source) ?? throw new FileSystemException(Errno.ENOENT, "copy", change.Source.Bytes);
            DirectoryHandle parent = cursor.OpenParent(index, out ReadOnlySpan<byte> name);
            TreeRemoval.Remove(parent, name);
            if (change.After.Type == EntryType.Symlink)
            {
                CopyLink(index, sourceParent, parent, name);
            }
            else
            {
                CopyFile(index, sourceParent, parent, name);
            }
        }
        catch (FileSystemException e)
        {
            stage.Fail(index, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sources?.Dispose();
        _hasher.Dispose();
    }

    private void CopyFile(int index, DirectoryHandle sourceParent, DirectoryHandle parent, ReadOnlySpan<byte> name)
    {
        Change change = stage.Changes[index];
        using FileHandle source = sourceParent.OpenFileForRead(change.Source.Name);
        FileStatus before = source.Status();
        using FileHandle file = parent.CreateFile(name, exclusive: true, change.After.Mode);
        if (!file.TryCloneFrom(source))
        {
            file.CopyFrom(source, 0, 0, before.Size);
        }

        bool isAsPlanned = before.Size == change.After.Size && source.Status() == before && stage.Observed.Compare(change.Source, before) switch
        {
            ObservedMatch.Same => true,
            ObservedMatch.Doubtful => _hasher.TryHash(parent, name, out _, out ContentHash content, out _) && content == change.After.Content,
            _ => false,
        };
        if (isAsPlanned)
        {
            stage.Complete(index, change.After, file);
            return;
        }

        FailChanged(change);
    }

    private void CopyLink(int index, DirectoryHandle sourceParent, DirectoryHandle parent, ReadOnlySpan<byte> name)
    {
        Change change = stage.Changes[index];
        byte[] text = sourceParent.ReadLink(change.Source.Name);
        if (change.After.Content.IsKnown && ContentHash.Of(text) != change.After.Content)
        {
            FailChanged(change);
            return;
        }

        parent.Symlink(text, name);
        parent.SetModified(name, change.After.ModifiedNs);
        parent.Stat(name, out FileStatus status);
        stage.Progress.Complete(index, change.After, status.Stamp);
    }

    private void FailChanged(in Change change) =>
        stage.Progress.Fail(change.Path, $"'{change.Source}', from which it is copied on the target, changed there meanwhile. Push again");
}
