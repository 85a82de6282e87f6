using System.Globalization;
using System.Text;
using Lockstep.Native.Disk;
using Lockstep.Plan;

namespace Lockstep.Files.State;

/// <summary>
/// What past runs replaced and removed: <c>history/&lt;run&gt;/</c> holds the run's <c>manifest</c> and, by the index of the change, what
/// stood there before. <c>history/index</c> lists the runs (<see cref="RunIndex"/>); it can be lost, the manifests tell the same.
/// </summary>
public sealed class RunHistory : IDisposable
{
    private readonly DirectoryHandle _directory;
    private readonly RunIndex _index;

    private RunHistory(DirectoryHandle directory, RunIndex index)
    {
        _directory = directory;
        _index = index;
    }

    /// <summary>The newest run that is kept; null where there is none.</summary>
    public PastRun? Newest => _index.Newest;

    /// <summary>Number of runs that are kept.</summary>
    public int Count => _index.Count;

    /// <summary>Size of what the histories of all runs keep.</summary>
    public long KeptBytes => _index.KeptBytes;

    /// <summary>What tells the list of runs from that before a run was added.</summary>
    internal FileMark Mark => RunIndex.MarkOf(_directory);

    internal static ReadOnlySpan<byte> ManifestName => "manifest"u8;

    private static ReadOnlySpan<byte> NewManifestName => "manifest.new"u8;

    private static ReadOnlySpan<byte> DirectoryName => "history"u8;

    /// <summary>Opens the history of a state directory, made where there is none.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="lastRun">The last run of the baseline: what the index lacks up to it is taken from the manifests.</param>
    public static RunHistory Open(DirectoryHandle state, long lastRun)
    {
        if (!state.TryStat(DirectoryName, out _))
        {
            state.MakeDirectory(DirectoryName);
        }

        RunHistory history = Open(state, lastRun, isReadOnly: false);
        TreeRemoval.Remove(history._directory, NameOf(history._index.First - 1));
        return history;
    }

    /// <summary>Opens the history of a state directory to look at it; null where there is none.</summary>
    public static RunHistory? OpenForReading(DirectoryHandle state, long lastRun) =>
        state.TryStat(DirectoryName, out _) ? Open(state, lastRun, isReadOnly: true) : null;

    /// <summary>Reads the list of the runs that are kept, oldest first.</summary>
    public List<PastRun> ReadRuns() => _index.ReadRuns();

    /// <summary>Whether a run has a directory, be it complete or not.</summary>
    public bool Contains(long run) => _directory.TryStat(NameOf(run), out _);

    /// <summary>The number of the next run: above all that are known, and without a directory.</summary>
    /// <param name="lastRun">The last run of the baseline.</param>
    public long NextAfter(long lastRun)
    {
        long run = Math.Max(lastRun, Newest?.Run ?? 0) + 1;
        while (Contains(run))
        {
            run++;
        }

        return run;
    }

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
        if (_index.Newest is null || _index.Newest.Run < record.Run)
        {
            _index.Add(PastRunForm.Of(record));
        }
    }

    /// <summary>Replaces the manifest of a run, in one instant.</summary>
    public void Rewrite(RunRecord record)
    {
        using DirectoryHandle directory = OpenRun(record.Run);
        using FileHandle file = StateFile.CreateEmpty(directory, NewManifestName);
        using (var writer = RecordWriter.Start(file, RunRecordForm.Magic))
        {
            RunRecordForm.Write(writer, record);
            if (record.IsGathered)
            {
                RunRecordForm.WriteGathered(writer);
            }

            if (record.Outcome is { } outcome)
            {
                RunRecordForm.WriteOutcome(writer, outcome);
            }

            if (record.Deploy is { } deploy)
            {
                RunRecordForm.WriteDeploy(writer, deploy);
            }
        }

        file.FlushContent();
        directory.Rename(NewManifestName, directory, ManifestName);
    }

    /// <summary>Lists the runs anew: the same, as they are now.</summary>
    public void Rewrite(List<PastRun> runs) => _index.Rewrite(runs);

    /// <summary>Adds to a run how its deploy command ended. Nothing happens for a run that is not kept.</summary>
    public void AddDeploy(long run, DeployOutcome deploy)
    {
        if (run == 0 || !Contains(run))
        {
            return;
        }

        using DirectoryHandle directory = OpenRun(run);
        if (!directory.TryStat(ManifestName, out _))
        {
            return;
        }

        using (FileHandle manifest = directory.OpenFileForWrite(ManifestName))
        {
            using var writer = new RecordWriter(manifest, manifest.Status().Size);
            RunRecordForm.WriteDeploy(writer, deploy);
        }

        _index.AddDeploy(run, deploy);
    }

    /// <summary>
    /// Notes that what the last run left is a commit: its files were pushed before they were committed. Nothing happens
    /// for a source that is no clean commit of the same project, and for a run that is not kept.
    /// </summary>
    public void AddCommit(long run, RunSource? source)
    {
        bool isTold = source is { IsClean: true } && Newest is { Source: { } told } newest && newest.Run == run
            && told.IsOfProject(source);
        if (isTold)
        {
            RunSource made = Newest!.Source!, left = source!;
            _index.AddCommit(left with { Project = made.Project, Directory = made.Directory });
        }
    }

    /// <summary>
    /// Removes the oldest runs until the rest is young and small enough; never the newest. A run leaves the list before it leaves the disk, so
    /// that this can be interrupted anywhere.
    /// </summary>
    /// <returns>What was removed.</returns>
    public GivenUpHistory Prune(Retention retention)
    {
        (int count, long bytes) = (Count, KeptBytes);
        // Only then: to count them the whole list is gone through.
        bool mayBeOld = _index is { Newest: { } newest, Oldest: { } oldest } && (newest.Started - oldest.Started).TotalDays > retention.MaxAgeDays;
        int old = mayBeOld ? RunAges.CountOld(ReadRuns(), retention.MaxAgeDays) : 0;
        for (; _index.Count > 1 && _index.Oldest is { } run && (old > 0 || _index.KeptBytes > retention.MaxBytes); old--)
        {
            _index.RemoveOldest();
            TreeRemoval.Remove(_directory, NameOf(run.Run));
        }

        return new GivenUpHistory(count - Count, bytes - KeptBytes);
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

    private static RunHistory Open(DirectoryHandle state, long lastRun, bool isReadOnly)
    {
        DirectoryHandle directory = state.OpenDirectory(DirectoryName);
        var history = new RunHistory(directory, RunIndex.Open(directory, isReadOnly));
        history.CatchUp(lastRun);
        return history;
    }

    /// <summary>Lists what an interrupted run, or a lost index, left out.</summary>
    private void CatchUp(long lastRun)
    {
        for (long run = (_index.Newest?.Run ?? _index.First - 1) + 1; run <= lastRun; run++)
        {
            if (Read(run) is { Outcome: not null } record)
            {
                _index.Add(PastRunForm.Of(record));
            }
        }
    }

    private static byte[] NameOf(long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
