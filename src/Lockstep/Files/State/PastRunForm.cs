using System.Buffers;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.State;

/// <summary>
/// The binary form of a run in the history's index.
/// <code>
/// Summary    run  started  owner  origin  added  updated  deleted  renamed  kept bytes  [mark:byte  [source]]
///            started: milliseconds since 1970-01-01 UTC    mark: 0 no source, 1 the source follows, 2 that of the summary before in the file
/// Deployed   run  deploy
/// origin     kind:byte  before
/// deploy     exit code  facts:byte     facts: 1 timed out, 2 the files are still to be put back
/// </code>
/// </summary>
internal static class PastRunForm
{
    private const int MostOwnerBytes = 1024;
    private const int MaxExitCode = 255;
    private const byte TimedOut = 1, Owed = 2;
    private const byte NoSource = 0, OwnSource = 1, SameSource = 2;

    /// <summary>The run as its record tells it.</summary>
    public static PastRun Of(RunRecord record)
    {
        var failed = new HashSet<int>(record.Outcome?.Kept ?? []);
        failed.UnionWith((record.Outcome?.Failed ?? []).ConvertAll(change => change.Index));
        var counts = new PastCounts();
        for (int i = 0; i < record.Changes.Count; i++)
        {
            Change change = record.Changes[i].Change;
            bool isPlanned = record.Changes[i].Role == RunChangeRole.Planned || change.Kind != ChangeKind.Delete;
            if (!failed.Contains(i) && !change.IsHousekeeping && isPlanned)
            {
                counts += CountOf(change.Kind);
            }
        }

        bool isWhole = record.Outcome is { Failed.Count: 0, Stranded.Count: 0 };
        return new PastRun(record.Run, record.Started, record.Owner, record.Origin, counts, record.Outcome?.KeptBytes ?? 0)
        {
            Deploy = record.Deploy,
            Source = isWhole ? record.Source : record.Source?.Unclean,
        };
    }

    /// <summary>Writes a summary.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="run">The run.</param>
    /// <param name="before">The source of the summary before it in the file: a watch has the same for thousands of runs.</param>
    public static void Write(IBufferWriter<byte> writer, PastRun run, RunSource? before)
    {
        writer.WriteInt64(run.Run);
        writer.WriteVarInt(run.Started.ToUnixTimeMilliseconds());
        writer.WriteText(run.Owner);
        WriteOrigin(writer, run.Origin);
        writer.WriteInt64(run.Counts.Added);
        writer.WriteInt64(run.Counts.Updated);
        writer.WriteInt64(run.Counts.Deleted);
        writer.WriteInt64(run.Counts.Renamed);
        writer.WriteInt64(run.KeptBytes);
        byte mark = run.Source is null ? NoSource : run.Source == before ? SameSource : OwnSource;
        writer.WriteByte(mark);
        if (mark == OwnSource)
        {
            run.Source!.Write(writer);
        }
    }

    /// <summary>Reads a summary.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="before">The source of the summary before it in the file; then that of this one.</param>
    public static PastRun Read(ref ByteReader reader, ref RunSource? before)
    {
        long run = reader.ReadInt64("run");
        DateTimeOffset started = EntryForm.ReadMoment(ref reader, "start");
        string owner = reader.ReadText("owner", MostOwnerBytes);
        RunOrigin origin = ReadOrigin(ref reader);
        int added = reader.ReadInt32("added", int.MaxValue);
        int updated = reader.ReadInt32("updated", int.MaxValue);
        int deleted = reader.ReadInt32("deleted", int.MaxValue);
        int renamed = reader.ReadInt32("renamed", int.MaxValue);
        long kept = reader.ReadInt64("kept bytes");
        before = ReadSource(ref reader, before);
        return new PastRun(run, started, owner, origin, new PastCounts(added, updated, deleted, renamed), kept) { Source = before };
    }

    public static void WriteOrigin(IBufferWriter<byte> writer, RunOrigin origin)
    {
        writer.WriteByte((byte)origin.Kind);
        writer.WriteInt64(origin.Before);
    }

    public static RunOrigin ReadOrigin(ref ByteReader reader) => new((RunKind)reader.ReadByte("kind of run"), reader.ReadInt64("run gone back before"));

    public static void WriteDeploy(IBufferWriter<byte> writer, DeployOutcome deploy)
    {
        writer.WriteInt64(deploy.ExitCode);
        writer.WriteByte((byte)((deploy.TimedOut ? TimedOut : 0) | (deploy.IsOwed ? Owed : 0)));
    }

    public static DeployOutcome ReadDeploy(ref ByteReader reader)
    {
        int code = reader.ReadInt32("exit code", MaxExitCode);
        byte facts = reader.ReadByte("end of a deploy");
        return (facts & ~(TimedOut | Owed)) == 0
            ? new DeployOutcome(code, (facts & TimedOut) != 0) { IsOwed = (facts & Owed) != 0 }
            : throw new ProtocolException($"end of a deploy is {facts}, the most is {TimedOut | Owed}");
    }

    /// <summary>Summaries of versions that did not tell end before it.</summary>
    private static RunSource? ReadSource(ref ByteReader reader, RunSource? before)
    {
        byte mark = reader.Remaining == 0 ? NoSource : reader.ReadByte("mark of a source");
        return mark switch
        {
            NoSource => null,
            OwnSource => RunSource.Read(ref reader),
            SameSource => before,
            _ => throw new ProtocolException($"mark of a source is {mark}, the most is {SameSource}"),
        };
    }

    private static PastCounts CountOf(ChangeKind kind) => kind switch
    {
        ChangeKind.Add => new PastCounts(1, 0, 0, 0),
        ChangeKind.Delete => new PastCounts(0, 0, 1, 0),
        ChangeKind.Rename => new PastCounts(0, 0, 0, 1),
        _ => new PastCounts(0, 1, 0, 0),
    };
}
