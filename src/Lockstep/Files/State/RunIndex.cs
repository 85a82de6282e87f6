using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.State;

/// <summary>
/// The list of past runs on disk, so that neither opening a target nor pruning after a save reads a manifest, however many runs there are. Runs are
/// appended, and so is what becomes of them; when most of the file tells of runs that are gone, it is written anew.
/// <code>
/// index     magic  (Summary | RunDeployed | RunCommitted | Pruned)*      forms: <see cref="PastRunForm"/>, records: <see cref="RecordReader"/>
/// RunCommitted    run  source
/// Pruned    first run that is kept
/// </code>
/// </summary>
internal sealed class RunIndex : IDisposable
{
    // Rewriting a shorter file would cost more than reading it ever does.
    private const int FewestStaleRecords = 4096;

    // Holds some of the longest records.
    private const int PieceLength = 8 * 1024;

    private readonly DirectoryHandle _directory;
    private readonly byte[] _content;
    private readonly List<PastRun> _unwritten = [];
    private FileHandle? _file;
    private long _end;
    private int _records;

    /// <summary>Where in the file the oldest run is looked for when the one before it is gone.</summary>
    private long _searched = RecordReader.MagicLength;

    /// <summary>The source of the summary before that place.</summary>
    private RunSource? _searchedSource;

    /// <summary>The source of the last summary in the file.</summary>
    private RunSource? _lastSource;

    private RunIndex(DirectoryHandle directory, byte[] content) => (_directory, _content) = (directory, content);

    /// <summary>Number of runs that are kept.</summary>
    public int Count { get; private set; }

    /// <summary>The oldest; null where there is none.</summary>
    public PastRun? Oldest { get; private set; }

    /// <summary>The newest; null where there is none.</summary>
    public PastRun? Newest { get; private set; }

    /// <summary>The first run that is kept, be there one or not.</summary>
    public long First { get; private set; } = 1;

    /// <summary>Size of what the histories of all runs keep.</summary>
    public long KeptBytes { get; private set; }

    private static ReadOnlySpan<byte> FileName => "index"u8;

    private static ReadOnlySpan<byte> NewFileName => "index.new"u8;

    private static ReadOnlySpan<byte> Magic => "lksthst\x01"u8;

    /// <summary>Reads the index of a history.</summary>
    /// <param name="directory">The history's directory; stays the caller's.</param>
    /// <param name="isReadOnly">Nothing is written: what is added counts for this process alone.</param>
    public static RunIndex Open(DirectoryHandle directory, bool isReadOnly)
    {
        if (isReadOnly)
        {
            byte[] content = StateFile.Read(directory, FileName) ?? [];
            var readOnly = new RunIndex(directory, content);
            readOnly.Load(content);
            return readOnly;
        }

        var index = new RunIndex(directory, content: []) { _file = directory.CreateFile(FileName, exclusive: false) };
        index.Load(StateFile.ReadAll(index._file, FileName));
        StateFile.CutBehind(index._file, index._end);
        index.Tidy();
        return index;
    }

    /// <summary>What tells the index of a history from that before something was added.</summary>
    public static FileMark MarkOf(DirectoryHandle directory) => FileMark.Of(directory, FileName);

    /// <summary>Reads the runs that are kept, oldest first. There may be a hundred thousand, so they are not held.</summary>
    public List<PastRun> ReadRuns()
    {
        var runs = new List<PastRun>(Count);
        RunSource? source = null;
        var records = new RecordReader(_file is null ? _content : StateFile.ReadAll(_file, FileName), Magic);
        while (records.MoveNext())
        {
            var reader = new ByteReader(records.Payload);
            if (records.Type == RecordType.Summary && PastRunForm.Read(ref reader, ref source) is var run && run.Run >= First)
            {
                runs.Add(run);
            }
            else if (records.Type == RecordType.RunDeployed)
            {
                SetDeploy(runs, reader.ReadInt64("run"), PastRunForm.ReadDeploy(ref reader));
            }
            else if (records.Type == RecordType.RunCommitted)
            {
                SetSource(runs, reader.ReadInt64("run"), RunSource.Read(ref reader));
            }
        }

        runs.AddRange(_unwritten);
        return runs;
    }

    /// <summary>Lists a run that is newer than all others.</summary>
    public void Add(PastRun run)
    {
        Keep(run);
        if (_file is null)
        {
            _unwritten.Add(run);
        }

        AppendSummary(run);
    }

    /// <summary>Notes how the deploy command of a run ended, if it is kept.</summary>
    public void AddDeploy(long run, DeployOutcome deploy)
    {
        bool isKept = run >= First && run <= Newest?.Run;
        if (isKept)
        {
            TakeDeploy(run, deploy);
            AppendDeploy(run, deploy);
        }
    }

    /// <summary>Notes which commit the newest run turned out to have left.</summary>
    public void AddCommit(RunSource source)
    {
        PastRun newest = Newest!;
        Newest = newest with { Source = source };
        Append(RecordType.RunCommitted, writer =>
        {
            writer.WriteInt64(newest.Run);
            source.Write(writer);
        });
    }

    /// <summary>Takes the oldest run off the list.</summary>
    public void RemoveOldest()
    {
        PastRun oldest = Oldest!;
        First = oldest.Run + 1;
        KeptBytes -= oldest.KeptBytes;
        Count--;
        Oldest = Count == 0 ? null : FindOldest();
        Newest = Count == 0 ? null : Newest;
        Append(RecordType.Pruned, writer => writer.WriteInt64(First));
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void Load(byte[] content)
    {
        First = FirstIn(content);
        var records = new RecordReader(content, Magic);
        for (; records.MoveNext(); _records++)
        {
            var reader = new ByteReader(records.Payload);
            if (records.Type == RecordType.Summary && PastRunForm.Read(ref reader, ref _lastSource) is var run && run.Run >= First)
            {
                Keep(run);
            }
            else if (records.Type == RecordType.RunDeployed)
            {
                TakeDeploy(reader.ReadInt64("run"), PastRunForm.ReadDeploy(ref reader));
            }
            else if (records.Type == RecordType.RunCommitted && reader.ReadInt64("run") == Newest?.Run)
            {
                Newest = Newest with { Source = RunSource.Read(ref reader) };
            }
        }

        _end = records.End;
    }

    private static long FirstIn(byte[] content)
    {
        long first = 1;
        var records = new RecordReader(content, Magic);
        while (records.MoveNext())
        {
            var reader = new ByteReader(records.Payload);
            first = records.Type == RecordType.Pruned ? reader.ReadInt64("first run") : first;
        }

        return first;
    }

    /// <summary>The first run in the file that is kept.</summary>
    private PastRun? FindOldest()
    {
        var piece = new byte[PieceLength];
        while (_searched < _end)
        {
            int length = _file!.ReadAt(piece.AsSpan(0, (int)Math.Min(piece.Length, _end - _searched)), _searched);
            var records = new RecordReader(piece.AsSpan(0, length));
            while (records.MoveNext())
            {
                var reader = new ByteReader(records.Payload);
                if (records.Type == RecordType.Summary && PastRunForm.Read(ref reader, ref _searchedSource) is var run && run.Run >= First)
                {
                    _searched += records.End;
                    return run;
                }
            }

            if (records.End == 0)
            {
                break;
            }

            _searched += records.End;
        }

        return null;
    }

    /// <summary>Starts a file that is none, and writes one anew that is mostly about runs that are gone.</summary>
    private void Tidy()
    {
        bool isStale = _records > FewestStaleRecords && _records > 4 * Count;
        if (_end > 0 && !isStale)
        {
            return;
        }

        Rewrite(ReadRuns());
    }

    /// <summary>Replaces the list by the same runs as they are now, oldest first.</summary>
    public void Rewrite(List<PastRun> runs)
    {
        FileHandle file = StateFile.CreateEmpty(_directory, NewFileName);
        file.WriteAt(Magic, 0);
        _file?.Dispose();
        (_file, _end, _records, _searched) = (file, Magic.Length, 0, Magic.Length);
        (_lastSource, _searchedSource) = (null, null);
        Append(RecordType.Pruned, writer => writer.WriteInt64(First));
        foreach (PastRun run in runs)
        {
            AppendSummary(run);
        }

        _directory.Rename(NewFileName, _directory, FileName);
        (Oldest, Newest, Count, KeptBytes) = (null, null, 0, 0);
        foreach (PastRun run in runs)
        {
            Keep(run);
        }
    }

    private void AppendSummary(PastRun run)
    {
        Append(RecordType.Summary, writer => PastRunForm.Write(writer, run, _lastSource));
        _lastSource = run.Source;
        if (run.Deploy is { } deploy)
        {
            AppendDeploy(run.Run, deploy);
        }
    }

    private void AppendDeploy(long run, DeployOutcome deploy) => Append(RecordType.RunDeployed, writer =>
    {
        writer.WriteInt64(run);
        PastRunForm.WriteDeploy(writer, deploy);
    });

    private void Append(RecordType type, Action<RecordWriter> write)
    {
        if (_file is null)
        {
            return;
        }

        using var writer = new RecordWriter(_file, _end);
        writer.BeginRecord(type);
        write(writer);
        writer.EndRecord();
        _end = writer.End;
        _records++;
    }

    private void Keep(PastRun run)
    {
        Oldest ??= run;
        Newest = run;
        Count++;
        KeptBytes += run.KeptBytes;
    }

    private void TakeDeploy(long run, DeployOutcome deploy)
    {
        if (Newest?.Run == run)
        {
            Newest = Newest with { Deploy = deploy };
        }
    }

    private static void SetSource(List<PastRun> runs, long run, RunSource source)
    {
        // A later one of the same run counts, and only the newest run ever gets one.
        if (runs.Count > 0 && runs[^1].Run == run)
        {
            runs[^1] = runs[^1] with { Source = source };
        }
    }

    /// <summary>From the newest on: it is that one, or one of the last.</summary>
    private static void SetDeploy(List<PastRun> runs, long run, DeployOutcome deploy)
    {
        for (int i = runs.Count - 1; i >= 0 && runs[i].Run >= run; i--)
        {
            if (runs[i].Run == run)
            {
                runs[i] = runs[i] with { Deploy = deploy };
            }
        }
    }
}
