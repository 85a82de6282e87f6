using System.Globalization;
using System.Text;
using Lockstep.Native;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.State;

/// <summary>
/// What past runs replaced and removed: <c>history/&lt;run&gt;/</c> holds the run's <c>manifest</c> and, by the index of the change, what
/// stood there before. <c>history/index</c> lists the runs, so that pruning after a save opens nothing; it can be lost, the manifests tell the same.
/// <code>
/// index     magic  (Summary | Pruned)*         Pruned: first run that is kept
/// </code>
/// </summary>
public sealed class RunHistory : IDisposable
{
    private readonly DirectoryHandle _directory;
    private readonly FileHandle _index;
    private readonly LinkedList<PastRun> _runs = [];
    private long _end;
    private long _first = 1;
    private long _keptBytes;

    private RunHistory(DirectoryHandle directory, FileHandle index)
    {
        _directory = directory;
        _index = index;
    }

    /// <summary>The runs that are kept, oldest first.</summary>
    public IReadOnlyCollection<PastRun> Runs => _runs;

    internal static ReadOnlySpan<byte> ManifestName => "manifest"u8;

    private static ReadOnlySpan<byte> DirectoryName => "history"u8;

    private static ReadOnlySpan<byte> IndexName => "index"u8;

    private static ReadOnlySpan<byte> Magic => "lksthst\x01"u8;

    /// <summary>Opens the history of a state directory, made where there is none.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="lastRun">The last run of the baseline: what the index lacks up to it is taken from the manifests.</param>
    public static RunHistory Open(DirectoryHandle state, long lastRun)
    {
        if (!state.TryStat(DirectoryName, out _))
        {
            state.MakeDirectory(DirectoryName);
        }

        DirectoryHandle directory = state.OpenDirectory(DirectoryName);
        var history = new RunHistory(directory, directory.CreateFile(IndexName, exclusive: false));
        history.Load(lastRun);
        return history;
    }

    /// <summary>The last run that the index of a state directory lists; null for none. Writes nothing.</summary>
    public static PastRun? FindLast(DirectoryHandle state)
    {
        if (!state.TryOpenDirectory(DirectoryName, out DirectoryHandle? directory, out _))
        {
            return null;
        }

        using (directory)
        {
            PastRun? last = null;
            var records = new RecordReader(StateFile.Read(directory, IndexName), Magic);
            while (records.MoveNext())
            {
                if (records.Type == RecordType.Summary)
                {
                    var reader = new ByteReader(records.Payload);
                    last = PastRun.Read(ref reader);
                }
            }

            return last;
        }
    }

    /// <summary>Whether a run has a directory, be it complete or not.</summary>
    public bool Contains(long run) => _directory.TryStat(NameOf(run), out _);

    /// <summary>Opens the directory of a run.</summary>
    public DirectoryHandle OpenRun(long run) => _directory.OpenDirectory(NameOf(run));

    /// <summary>Opens the directory of a run, made where there is none.</summary>
    public DirectoryHandle MakeRun(long run)
    {
        if (!Contains(run))
        {
            _directory.MakeDirectory(NameOf(run));
        }

        return OpenRun(run);
    }

    /// <summary>What a run did; null where its manifest is missing or damaged.</summary>
    public RunRecord? Read(long run)
    {
        if (!Contains(run))
        {
            return null;
        }

        using DirectoryHandle directory = OpenRun(run);
        return StateFile.Read(directory, ManifestName) is { } manifest ? RunRecordForm.Read(manifest, out _) : null;
    }

    /// <summary>Lists a run that is done.</summary>
    public void Add(RunRecord record)
    {
        if (_runs.Last is null || _runs.Last.Value.Run < record.Run)
        {
            Add(PastRun.Of(record));
        }
    }

    /// <summary>Removes the oldest runs until the rest is young and small enough; never the newest.</summary>
    public void Prune(Retention retention, DateTimeOffset now)
    {
        DateTimeOffset oldest = now.AddDays(-retention.MaxAgeDays);
        while (_runs is { Count: > 1, First.Value: var run } && (run.Started < oldest || _keptBytes > retention.MaxBytes))
        {
            _runs.RemoveFirst();
            _keptBytes -= run.KeptBytes;
            _first = run.Run + 1;
            AppendPruned();
            TreeRemoval.Remove(_directory, NameOf(run.Run));
        }
    }

    /// <summary>The name of a slot in a run's directory.</summary>
    public static byte[] SlotName(int index) => NameOf(index);

    /// <summary>The name of the slot for what a failed rename could not put anywhere else.</summary>
    public static byte[] StrandedName(int index) => [.. NameOf(index), .. ".moved"u8];

    /// <inheritdoc/>
    public void Dispose()
    {
        _index.Dispose();
        _directory.Dispose();
    }

    private void Load(long lastRun)
    {
        byte[] content = StateFile.ReadAll(_index, IndexName);
        var records = new RecordReader(content, Magic);
        if (!records.IsKnown)
        {
            _index.SetLength(0);
            _index.WriteAt(Magic, 0);
            _end = Magic.Length;
        }

        while (records.MoveNext())
        {
            var reader = new ByteReader(records.Payload);
            if (records.Type == RecordType.Pruned)
            {
                _first = reader.ReadInt64("first run");
            }
            else if (records.Type == RecordType.Summary)
            {
                Keep(PastRun.Read(ref reader));
            }
        }

        _end = Math.Max(_end, records.End);
        while (_runs.First is { } first && first.Value.Run < _first)
        {
            _keptBytes -= first.Value.KeptBytes;
            _runs.RemoveFirst();
        }

        TreeRemoval.Remove(_directory, NameOf(_first - 1));
        CatchUp(lastRun);
    }

    /// <summary>Lists what an interrupted run, or a lost index, left out.</summary>
    private void CatchUp(long lastRun)
    {
        for (long run = (_runs.Last?.Value.Run ?? _first - 1) + 1; run <= lastRun; run++)
        {
            if (Read(run) is { Outcome: not null } record)
            {
                Add(PastRun.Of(record));
            }
        }
    }

    private void Add(PastRun run)
    {
        Keep(run);
        using var writer = new RecordWriter(_index, _end);
        writer.BeginRecord(RecordType.Summary);
        run.Write(writer);
        writer.EndRecord();
        _end = writer.End;
    }

    private void Keep(PastRun run)
    {
        _runs.AddLast(run);
        _keptBytes += run.KeptBytes;
    }

    private void AppendPruned()
    {
        using var writer = new RecordWriter(_index, _end);
        writer.BeginRecord(RecordType.Pruned);
        writer.WriteInt64(_first);
        writer.EndRecord();
        _end = writer.End;
    }

    private static byte[] NameOf(long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
