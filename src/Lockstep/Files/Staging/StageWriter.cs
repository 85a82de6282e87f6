using Lockstep.Files.State;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Staging;

/// <summary>
/// Writes contents into the stage of a run. For one thread; any number of writers work side by side on different changes. A content that
/// spans several calls may go through different writers, one after the other. What goes wrong with one file is a problem in the run's report;
/// what ends the run is a <see cref="SyncException"/>.
/// </summary>
public sealed class StageWriter : IDisposable
{
    private const ushort PrivateFile = 0x180; // rw-------

    private readonly Stage _stage;
    private readonly StageCursor _cursor;

    internal StageWriter(Stage stage)
    {
        _stage = stage;
        _cursor = stage.OpenCursor();
    }

    /// <summary>Stages a whole content: a file's bytes, or a symbolic link's text.</summary>
    /// <param name="index">The change.</param>
    /// <param name="entry">What it is as it was read; its hash, where known, is held against the bytes.</param>
    /// <param name="content">All of it.</param>
    public void WriteWhole(int index, in Entry entry, ReadOnlySpan<byte> content)
    {
        _stage.Expect(index, entry.Type);
        _stage.Reach(FaultPoint.StageEntry);
        ContentHash hash = ContentHash.Of(content);
        if ((entry.Content.IsKnown && entry.Content != hash) || entry.Size != content.Length)
        {
            _stage.FailDamaged(index);
            return;
        }

        try
        {
            Entry staged = entry with { Content = hash };
            if (entry.Type == EntryType.Symlink)
            {
                WriteLink(index, staged, content);
            }
            else
            {
                WriteFile(index, staged, content);
            }
        }
        catch (FileSystemException e)
        {
            _stage.Fail(index, e);
        }
    }

    /// <summary>Starts a file whose content comes in pieces.</summary>
    public void Begin(int index)
    {
        _stage.Expect(index, EntryType.File);
        _stage.Reach(FaultPoint.StageEntry);
        try
        {
            _stage.Begin(index, Create(index, mode: PrivateFile));
        }
        catch (FileSystemException e)
        {
            _stage.Fail(index, e);
        }
    }

    /// <summary>Appends bytes to a file that was begun.</summary>
    public void Write(int index, ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stage.Growing(index)?.Write(bytes);
        }
        catch (FileSystemException e)
        {
            _stage.Abort(index, e);
        }
    }

    /// <summary>Appends a part of what the file is built on (<see cref="Stage.OpenBasis"/>).</summary>
    public void Copy(int index, long offset, long length)
    {
        try
        {
            _stage.Growing(index)?.Copy(offset, length);
        }
        catch (FileSystemException e)
        {
            _stage.Abort(index, e);
        }
    }

    /// <summary>Appends zeros, as a hole where the file system has them.</summary>
    public void WriteZeros(int index, long length)
    {
        try
        {
            _stage.Growing(index)?.WriteZeros(length);
        }
        catch (FileSystemException e)
        {
            _stage.Abort(index, e);
        }
    }

    /// <summary>
    /// Gives up a change whose content will not come, begun or not. It is left out of the run and of its problems: who says so knows why.
    /// </summary>
    public void Skip(int index) => _stage.Skip(index);

    /// <summary>Ends a file that was begun.</summary>
    /// <param name="index">The change.</param>
    /// <param name="entry">What it is as it was read; its hash is held against what was written.</param>
    public void End(int index, in Entry entry)
    {
        _stage.Expect(index, entry.Type);
        try
        {
            _stage.End(index, entry);
        }
        catch (FileSystemException e)
        {
            _stage.Abort(index, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _cursor.Dispose();

    private void WriteFile(int index, in Entry entry, ReadOnlySpan<byte> content)
    {
        using FileHandle file = Create(index, entry.Mode);
        SparseContent.WriteWhole(file, content);
        _stage.Complete(index, entry, file);
    }

    private void WriteLink(int index, in Entry entry, ReadOnlySpan<byte> text)
    {
        DirectoryHandle directory = _cursor.OpenParent(index, out ReadOnlySpan<byte> name);
        TreeRemoval.Remove(directory, name);
        directory.Symlink(text, name);
        directory.SetModified(name, entry.ModifiedNs);
        directory.Stat(name, out FileStatus status);
        _stage.Progress.Complete(index, entry, status.Stamp);
    }

    /// <summary>Creates the staged file; what an earlier run left in its place goes.</summary>
    private FileHandle Create(int index, ushort mode)
    {
        DirectoryHandle directory = _cursor.OpenParent(index, out ReadOnlySpan<byte> name);
        _stage.Progress.Reset(index);
        try
        {
            return directory.CreateFile(name, exclusive: true, mode);
        }
        catch (FileSystemException e) when (e.Error == Errno.EEXIST)
        {
            TreeRemoval.Remove(directory, name);
            return directory.CreateFile(name, exclusive: true, mode);
        }
    }
}
