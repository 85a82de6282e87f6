using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.State;

/// <summary>
/// The list of past runs on disk, so that neither opening a target nor pruning after a save reads a manifest, however many runs there are. Runs are
/// appended, and so is what becomes of them; when most of the file tells of runs that are gone, it is written anew.
/// <code>
/// index     magic  (Summary | RunDeployed | Pruned)*      forms: <see cref="PastRunForm"/>, records: <see cref="RecordReader"/>
/// Pruned    first run that is kept
/// </code>
/// </summary>
internal sealed class RunIndex : IDisposable
{
    // Rewriting a shorter file would cost more than reading it ever does.
    private const int FewestStaleRecords = 4096;

    private readonly DirectoryHandle _directory;
    private readonly LinkedList<PastRun> _runs = [];
    private FileHandle? _file;
    private long _end;
    private int _records;

    private RunIndex(DirectoryHandle directory) => _directory = directory;

    /// <summary>The runs that are kept, oldest first.</summary>
    public IReadOnlyCollection<PastRun> Runs => _runs;

    /// <summary>The oldest; null where there is none.</summary>
    public PastRun? Oldest => _runs.First?.Value;

    /// <summary>The newest; null where there is none.</summary>
    public PastRun? Newest => _runs.Last?.Value;

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
        var index = new RunIndex(directory);
        if (isReadOnly)
        {
            index.Load(StateFile.Read(directory, FileName) ?? []);
            return index;
        }

        index._file = directory.CreateFile(FileName, exclusive: false);
        index.Load(StateFile.ReadAll(index._file, FileName));
        StateFile.CutBehind(index._file, index._end);
        index.Tidy();
        return index;
    }

    /// <summary>Lists a run that is newer than all others.</summary>
    public void Add(PastRun run)
    {
        Keep(run);
        Append(RecordType.Summary, writer => PastRunForm.Write(writer, run));
        if (run.Deploy is { } deploy)
        {
            AppendDeploy(run.Run, deploy);
        }
    }

    /// <summary>Notes how the deploy command of a run ended, if it is kept.</summary>
    public void AddDeploy(long run, DeployOutcome deploy)
    {
        if (SetDeploy(run, deploy))
        {
            AppendDeploy(run, deploy);
        }
    }

    /// <summary>Takes the oldest run off the list.</summary>
    public void RemoveOldest()
    {
        First = Oldest!.Run + 1;
        Drop();
        Append(RecordType.Pruned, writer => writer.WriteInt64(First));
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void Load(byte[] content)
    {
        var records = new RecordReader(content, Magic);
        while (records.MoveNext())
        {
            _records++;
            var reader = new ByteReader(records.Payload);
            switch (records.Type)
            {
                case RecordType.Pruned:
                    First = reader.ReadInt64("first run");
                    break;
                case RecordType.Summary:
                    Keep(PastRunForm.Read(ref reader));
                    break;
                case RecordType.RunDeployed:
                    SetDeploy(reader.ReadInt64("run"), PastRunForm.ReadDeploy(ref reader));
                    break;
            }
        }

        _end = records.End;
        while (Oldest is { } oldest && oldest.Run < First)
        {
            Drop();
        }
    }

    /// <summary>Starts a file that is none, and writes one anew that is mostly about runs that are gone.</summary>
    private void Tidy()
    {
        bool isStale = _records > FewestStaleRecords && _records > 4 * _runs.Count;
        if (_end > 0 && !isStale)
        {
            return;
        }

        FileHandle file = StateFile.CreateEmpty(_directory, NewFileName);
        file.WriteAt(Magic, 0);
        _file?.Dispose();
        (_file, _end, _records) = (file, Magic.Length, 0);
        Append(RecordType.Pruned, writer => writer.WriteInt64(First));
        foreach (PastRun run in _runs)
        {
            Append(RecordType.Summary, writer => PastRunForm.Write(writer, run));
            if (run.Deploy is { } deploy)
            {
                AppendDeploy(run.Run, deploy);
            }
        }

        _directory.Rename(NewFileName, _directory, FileName);
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
        _runs.AddLast(run);
        KeptBytes += run.KeptBytes;
    }

    private void Drop()
    {
        KeptBytes -= Oldest!.KeptBytes;
        _runs.RemoveFirst();
    }

    /// <summary>From the newest on: it is that one, or one of the last.</summary>
    private bool SetDeploy(long run, DeployOutcome deploy)
    {
        for (LinkedListNode<PastRun>? node = _runs.Last; node is not null && node.Value.Run >= run; node = node.Previous)
        {
            if (node.Value.Run == run)
            {
                node.Value = node.Value with { Deploy = deploy };
                return true;
            }
        }

        return false;
    }
}
