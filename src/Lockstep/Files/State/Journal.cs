using Lockstep.Native.Disk;

namespace Lockstep.Files.State;

/// <summary>
/// The run that is being committed, on disk. From the moment it stands under its name the run is finished, by this process or by the next one that opens
/// the target; before, nothing of the root has been touched. When all is done the same file becomes the run's manifest in the history.
/// </summary>
internal sealed class Journal : IDisposable
{
    private readonly DirectoryHandle _state;
    private readonly FileHandle _file;
    private long _end;

    private Journal(DirectoryHandle state, FileHandle file, long end)
    {
        _state = state;
        _file = file;
        _end = end;
    }

    private static ReadOnlySpan<byte> FileName => "journal"u8;

    private static ReadOnlySpan<byte> NewFileName => "journal.new"u8;

    /// <summary>Whether a run was interrupted while it was committed.</summary>
    public static bool Exists(DirectoryHandle state) => state.TryStat(FileName, out _);

    /// <summary>
    /// Writes a run down; content and name flushed, so that after a power failure too there is no rename without a journal that tells of it. A run
    /// of a single step is spared that, which costs a save on a disk more than all else: one rename is whole or has not happened, journal or not.
    /// </summary>
    public static Journal Write(DirectoryHandle state, RunRecord record)
    {
        FileHandle file = StateFile.CreateEmpty(state, NewFileName);
        using var writer = RecordWriter.Start(file, RunRecordForm.Magic);
        RunRecordForm.Write(writer, record);
        state.Rename(NewFileName, state, FileName);
        if (!record.IsSingleStep)
        {
            // All of it and not the content alone: the rename changed the file's ctime, and goes to the medium with that.
            file.Flush();
        }

        return new Journal(state, file, writer.End);
    }

    /// <summary>Opens the journal of an interrupted run; null where there is none.</summary>
    public static Journal? TryOpen(DirectoryHandle state, out RunRecord? record)
    {
        record = null;
        if (!Exists(state))
        {
            return null;
        }

        FileHandle file = state.OpenFileForWrite(FileName);
        record = RunRecordForm.Read(StateFile.ReadAll(file, FileName), out long end);
        StateFile.CutBehind(file, end);
        return new Journal(state, file, end);
    }

    /// <summary>Notes that the sources of all renames are in the stage: from here on what stands at their paths may be something else.</summary>
    public void MarkGathered()
    {
        Append(RunRecordForm.WriteGathered);
        _file.FlushContent();
    }

    /// <summary>Notes what became of the changes.</summary>
    public void Finish(RunOutcome outcome) => Append(writer => RunRecordForm.WriteOutcome(writer, outcome));

    /// <summary>Makes the journal the run's manifest.</summary>
    public void Retire(DirectoryHandle history) => _state.Rename(FileName, history, RunHistory.ManifestName);

    /// <summary>
    /// Makes a manifest the journal again: the run's outcome is missing in it, which a power failure may take while it leaves the rename. Doing it once more
    /// finds it done.
    /// </summary>
    public static void Reinstate(DirectoryHandle state, DirectoryHandle history) => history.RenameNoReplace(RunHistory.ManifestName, state, FileName);

    /// <summary>Removes a journal that was never complete: its run had not begun.</summary>
    public void Discard() => _state.Unlink(FileName);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Append(Action<RecordWriter> write)
    {
        using var writer = new RecordWriter(_file, _end);
        write(writer);
        _end = writer.End;
    }
}
