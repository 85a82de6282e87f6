using Lockstep.Files.Hashing;
using Lockstep.Files.Roots;
using Lockstep.Files.State;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Staging;

/// <summary>
/// Stages contents that the target has at another path, by copying them there; blocks are shared where the file system can. What is staged then has to have the seal of the client's
/// file: its hash alone may be another's.
/// </summary>
internal sealed class ContentReuse(Stage stage, TargetRoot root, StageCursor cursor, SealKey? key) : IDisposable
{
    private readonly DirectoryCursor? _sources = root.Tree is null ? null : new DirectoryCursor(root.Tree);
    private readonly ContentHasher _hasher = new();
    private readonly FileSealer? _sealer = key is null ? null : new FileSealer(key);

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
        _sealer?.Dispose();
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
        if (!isAsPlanned)
        {
            FailChanged(change);
        }
        else if (IsProven(change, parent, name))
        {
            stage.Complete(index, change.After, file);
        }
        else
        {
            stage.Progress.Doubt(change.Path);
        }
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

        if (_sealer is null || !change.Seal.IsKnown || _sealer.Seal(text) != change.Seal)
        {
            stage.Progress.Doubt(change.Path);
            return;
        }

        parent.Symlink(text, name);
        parent.SetModified(name, change.After.ModifiedNs);
        parent.Stat(name, out FileStatus status);
        stage.Progress.Complete(index, change.After, status.Stamp);
    }

    /// <summary>Reads the copy, which nobody else can write to.</summary>
    private bool IsProven(in Change change, DirectoryHandle parent, ReadOnlySpan<byte> name) =>
        _sealer is not null && change.Seal.IsKnown && _sealer.Seal(parent, name).Seal == change.Seal;

    private void FailChanged(in Change change) =>
        stage.Progress.Fail(change.Path, $"'{change.Source}', from which it is copied on the target, changed there meanwhile. Push again");
}
