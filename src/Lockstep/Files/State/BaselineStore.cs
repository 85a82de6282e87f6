using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.State;

/// <summary>
/// The baseline on disk: a checkpoint (the whole snapshot, with stamps) and behind it the edits of every run since, so that a run writes
/// what it changed and nothing else. When the edits outgrow their share a new checkpoint replaces the file.
/// <code>
/// file         magic  Checkpoint  Edits*           records: <see cref="RecordReader"/>
/// Checkpoint   run  snapshot                       snapshot: <see cref="SnapshotEncoder"/>
/// Edits        run  edits                          edits: <see cref="EntryForm"/>
/// </code>
/// </summary>
public sealed class BaselineStore : IDisposable
{
    private const int AppendedShare = 4;
    private const long AppendedMinimum = 256 * 1024;

    private readonly DirectoryHandle? _state;
    private FileHandle? _file;
    private long _checkpointEnd;
    private long _end;

    private BaselineStore(DirectoryHandle? state) => _state = state;

    /// <summary>What Lockstep last put on the target, with the stamps it got there.</summary>
    public Snapshot Snapshot { get; private set; } = Snapshot.Absent;

    /// <summary>Number of the last run in it; 0 for none.</summary>
    public long LastRun { get; private set; }

    /// <summary>Whether the file was there but could not be read as one: all that stands on the target counts as never put there then.</summary>
    public bool IsDamaged { get; private set; }

    private static ReadOnlySpan<byte> FileName => "baseline"u8;

    private static ReadOnlySpan<byte> NewFileName => "baseline.new"u8;

    private static ReadOnlySpan<byte> Magic => "lkstbas\x01"u8;

    /// <summary>Loads the baseline of a state directory; the empty one where there is none.</summary>
    public static BaselineStore Load(DirectoryHandle? state)
    {
        var store = new BaselineStore(state);
        if (state is not null && StateFile.Read(state, FileName) is { } content)
        {
            store.Decode(content);
        }

        return store;
    }

    /// <summary>What tells the baseline of a state directory from that before a run.</summary>
    internal static FileMark MarkOf(DirectoryHandle state) => FileMark.Of(state, FileName);

    /// <summary>Adds a run: what it changed, in path order.</summary>
    public void Append(long run, IReadOnlyList<EntryEdit> edits)
    {
        Snapshot next = Snapshot.With(edits);
        DirectoryHandle state = _state ?? throw new InvalidOperationException("a target without a state directory has no runs");
        if (_checkpointEnd == 0 || _end - _checkpointEnd > Math.Max(AppendedMinimum, _checkpointEnd / AppendedShare))
        {
            WriteCheckpoint(state, run, next);
        }
        else
        {
            AppendEdits(state, run, edits);
        }

        (Snapshot, LastRun) = (next, run);
    }

    /// <summary>Writes a new checkpoint, without some paths: the file then has nothing of what was there before. Nothing happens where no run has made one.</summary>
    public void Rewrite(IReadOnlyList<EntryEdit> edits)
    {
        if (_checkpointEnd > 0)
        {
            Snapshot next = Snapshot.With(edits);
            WriteCheckpoint(_state!, LastRun, next);
            Snapshot = next;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void AppendEdits(DirectoryHandle state, long run, IReadOnlyList<EntryEdit> edits)
    {
        if (_file is null)
        {
            _file = state.OpenFileForWrite(FileName);
            StateFile.CutBehind(_file, _end);
        }

        using var writer = new RecordWriter(_file, _end);
        writer.BeginRecord(RecordType.Edits);
        writer.WriteInt64(run);
        EntryForm.WriteEdits(writer, edits);
        writer.EndRecord();
        _end = writer.End;
    }

    /// <summary>
    /// Replaces the file. It is flushed before it takes the old one's name: a baseline that a power failure empties would make the whole
    /// target look like somebody else's.
    /// </summary>
    private void WriteCheckpoint(DirectoryHandle state, long run, Snapshot snapshot)
    {
        FileHandle file = StateFile.CreateEmpty(state, NewFileName);
        using (var writer = RecordWriter.Start(file, Magic))
        {
            writer.BeginRecord(RecordType.Checkpoint);
            writer.WriteInt64(run);
            SnapshotEncoder.Encode(snapshot, writer, withStamps: true, withDigests: true);
            writer.EndRecord();
            _end = _checkpointEnd = writer.End;
        }

        file.FlushContent();
        state.Rename(NewFileName, state, FileName);
        _file?.Dispose();
        _file = file;
    }

    private void Decode(ReadOnlySpan<byte> content)
    {
        var records = new RecordReader(content, Magic);
        var log = new EditLog();
        while (records.MoveNext())
        {
            var reader = new ByteReader(records.Payload);
            LastRun = reader.ReadInt64("run");
            if (records.Type == RecordType.Checkpoint)
            {
                Snapshot = SnapshotDecoder.Decode(reader.ReadRest(), isOwn: true);
                _checkpointEnd = records.End;
            }
            else if (records.Type == RecordType.Edits)
            {
                log.Add(EntryForm.ReadEdits(ref reader));
            }
        }

        IsDamaged = _checkpointEnd == 0;
        _end = records.End;
        Snapshot = IsDamaged ? Snapshot.Absent : log.Apply(Snapshot);
    }
}
