using System.Buffers;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.State;

/// <summary>
/// The binary form of a run, as journal and as manifest in the history. Records that a later step adds are appended; a reader passes over
/// types it does not know.
/// <code>
/// file         magic  Run  [Source]  Changes*  Ready  [Gathered]  [Outcome]  [Deployed]     records: <see cref="RecordReader"/>
/// Run          run  started  owner  count  origin                          started: milliseconds since 1970-01-01 UTC
/// Source       <see cref="RunSource"/>
/// Changes      count  change*                                              paths share their beginnings within a record
/// change       path  kind:byte  transfer:byte  role:byte  before after stamp  source      role: 0x80 = before was not managed, 0x40 = its content was purged
/// Ready        count  (path  mode  modified  locked:byte)*  edits
/// Outcome      count (index cause)*  count index*  count index*  bytes
/// Deployed     exit code  facts:byte                                       origin and this: <see cref="PastRunForm"/>
/// </code>
/// </summary>
internal static class RunRecordForm
{
    private const int ChangesPerRecord = 1024;
    private const int MostOwnerBytes = 1024;
    private const int MostCauseBytes = 4096;
    private const int MostChanges = 1 << 24;
    private const int MaxMode = 0xfff;
    private const byte WasNotManaged = 0x80;
    private const byte WasPurged = 0x40;

    public static ReadOnlySpan<byte> Magic => "lkstrun\x01"u8;

    public static void Write(RecordWriter writer, RunRecord record)
    {
        writer.BeginRecord(RecordType.Run);
        writer.WriteInt64(record.Run);
        writer.WriteVarInt(record.Started.ToUnixTimeMilliseconds());
        writer.WriteText(record.Owner);
        writer.WriteInt64(record.Changes.Count);
        PastRunForm.WriteOrigin(writer, record.Origin);
        writer.EndRecord();
        if (record.Source is { } source)
        {
            writer.BeginRecord(RecordType.Source);
            source.Write(writer);
            writer.EndRecord();
        }

        for (int start = 0; start < record.Changes.Count; start += ChangesPerRecord)
        {
            WriteChanges(writer, record.Changes, start, Math.Min(ChangesPerRecord, record.Changes.Count - start));
        }

        writer.BeginRecord(RecordType.Ready);
        writer.WriteInt64(record.Directories.Count);
        foreach (DirectoryRepair directory in record.Directories)
        {
            writer.WritePath(directory.Path);
            writer.WriteInt64(directory.Mode);
            writer.WriteVarInt(directory.ModifiedNs);
            writer.WriteBoolean(directory.IsLocked);
        }

        EntryForm.WriteEdits(writer, record.Bookkeeping);
        writer.EndRecord();
    }

    public static void WriteGathered(RecordWriter writer)
    {
        writer.BeginRecord(RecordType.Gathered);
        writer.EndRecord();
    }

    public static void WriteOutcome(RecordWriter writer, RunOutcome outcome)
    {
        writer.BeginRecord(RecordType.Outcome);
        writer.WriteInt64(outcome.Failed.Count);
        foreach (FailedChange failed in outcome.Failed)
        {
            writer.WriteInt64(failed.Index);
            writer.WriteText(failed.Cause);
        }

        WriteIndexes(writer, outcome.Kept);
        WriteIndexes(writer, outcome.Stranded);
        writer.WriteInt64(outcome.KeptBytes);
        writer.EndRecord();
    }

    public static void WriteDeploy(RecordWriter writer, DeployOutcome deploy)
    {
        writer.BeginRecord(RecordType.Deployed);
        PastRunForm.WriteDeploy(writer, deploy);
        writer.EndRecord();
    }

    /// <summary>Reads a run; null where the file does not hold one complete, which is how a journal looks whose run had not begun.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="end">Where the last whole record ends.</param>
    public static RunRecord? Read(ReadOnlySpan<byte> file, out long end)
    {
        var records = new RecordReader(file, Magic);
        RunRecord? run = null;
        RunChangeList changes = [];
        int count = 0;
        while (records.MoveNext())
        {
            var reader = new ByteReader(records.Payload);
            switch (records.Type)
            {
                case RecordType.Run:
                    run = ReadRun(ref reader, out count);
                    break;
                case RecordType.Source when run is not null:
                    run = run with { Source = RunSource.Read(ref reader) };
                    break;
                case RecordType.Changes:
                    ReadChanges(ref reader, changes);
                    break;
                case RecordType.Ready when run is not null:
                    run = ReadReady(ref reader, run) with { Changes = changes };
                    break;
                case RecordType.Gathered when run is not null:
                    run = run with { IsGathered = true };
                    break;
                case RecordType.Outcome when run is not null:
                    run = run with { Outcome = ReadOutcome(ref reader, changes.Count) };
                    break;
                case RecordType.Deployed when run is not null:
                    run = run with { Deploy = PastRunForm.ReadDeploy(ref reader) };
                    break;
            }
        }

        end = records.End;
        bool isComplete = run is not null && ReferenceEquals(run.Changes, changes) && changes.Count == count;
        return isComplete ? run : null;
    }

    private static void WriteChanges(RecordWriter writer, IReadOnlyList<RunChange> changes, int start, int count)
    {
        writer.BeginRecord(RecordType.Changes);
        writer.WriteInt64(count);
        RelativePath previous = RelativePath.Root;
        for (int i = start; i < start + count; i++)
        {
            (Change change, FileStamp stamp, RunChangeRole role, bool wasManaged, bool isPurged) = changes[i];
            EntryForm.WritePath(writer, change.Path, previous);
            writer.WriteByte((byte)change.Kind);
            writer.WriteByte((byte)change.Transfer);
            writer.WriteByte((byte)((byte)role | (wasManaged ? 0 : WasNotManaged) | (isPurged ? WasPurged : 0)));
            EntryForm.WriteEntry(writer, change.Before);
            EntryForm.WriteEntry(writer, change.After);
            EntryForm.WriteStamp(writer, stamp);
            writer.WritePath(change.Source);
            previous = change.Path;
        }

        writer.EndRecord();
    }

    private static void ReadChanges(ref ByteReader reader, RunChangeList changes)
    {
        int count = reader.ReadCount("changes", ChangesPerRecord);
        RelativePath previous = RelativePath.Root;
        for (int i = 0; i < count; i++)
        {
            previous = EntryForm.ReadPath(ref reader, previous);
            var kind = (ChangeKind)reader.ReadByte("change kind");
            var transfer = (Transfer)reader.ReadByte("transfer");
            byte role = reader.ReadByte("change role");
            Entry before = EntryForm.ReadEntry(ref reader);
            Entry after = EntryForm.ReadEntry(ref reader);
            FileStamp stamp = EntryForm.ReadStamp(ref reader);
            var change = new Change(kind, previous, before, after, transfer, reader.ReadPath("source"));
            changes.Add(new RunChange(change, stamp, (RunChangeRole)(role & ~(WasNotManaged | WasPurged)), (role & WasNotManaged) == 0, (role & WasPurged) != 0));
        }
    }

    private static RunRecord ReadRun(ref ByteReader reader, out int count)
    {
        long run = reader.ReadInt64("run");
        DateTimeOffset started = EntryForm.ReadMoment(ref reader, "start");
        string owner = reader.ReadText("owner", MostOwnerBytes);
        count = reader.ReadInt32("number of changes", MostChanges);
        return new RunRecord(run, owner, started, [], [], []) { Origin = PastRunForm.ReadOrigin(ref reader) };
    }

    private static RunRecord ReadReady(ref ByteReader reader, RunRecord run)
    {
        const int FewestBytes = 4;
        int count = reader.ReadCount("directories", MostChanges, FewestBytes);
        var directories = new List<DirectoryRepair>(count);
        for (int i = 0; i < count; i++)
        {
            RelativePath path = reader.ReadPath("directory");
            var mode = (ushort)reader.ReadInt32("mode", MaxMode);
            long modified = reader.ReadVarInt("modification time");
            directories.Add(new DirectoryRepair(path, mode, modified, reader.ReadBoolean("locked")));
        }

        return run with { Directories = directories, Bookkeeping = EntryForm.ReadEdits(ref reader) };
    }

    private static RunOutcome ReadOutcome(ref ByteReader reader, int changes)
    {
        int count = reader.ReadCount("failed changes", changes);
        var failed = new List<FailedChange>(count);
        for (int i = 0; i < count; i++)
        {
            int index = reader.ReadInt32("index", changes - 1);
            failed.Add(new FailedChange(index, reader.ReadText("cause", MostCauseBytes)));
        }

        List<int> kept = ReadIndexes(ref reader, changes);
        return new RunOutcome(failed, kept, ReadIndexes(ref reader, changes), reader.ReadInt64("kept bytes"));
    }

    private static void WriteIndexes(IBufferWriter<byte> writer, IReadOnlyList<int> indexes)
    {
        writer.WriteInt64(indexes.Count);
        foreach (int index in indexes)
        {
            writer.WriteInt64(index);
        }
    }

    private static List<int> ReadIndexes(ref ByteReader reader, int changes)
    {
        int count = reader.ReadCount("indexes", changes);
        var indexes = new List<int>(count);
        for (int i = 0; i < count; i++)
        {
            indexes.Add(reader.ReadInt32("index", changes - 1));
        }

        return indexes;
    }
}
