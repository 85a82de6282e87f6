using System.Buffers;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.State;

/// <summary>
/// The binary form of a run in the history's index.
/// <code>
/// Summary    run  started  owner  origin  added  updated  deleted  renamed  kept bytes     started: milliseconds since 1970-01-01 UTC
/// Deployed   run  deploy
/// origin     kind:byte  before
/// deploy     exit code  timed out:byte
/// </code>
/// </summary>
internal static class PastRunForm
{
    private const int MostOwnerBytes = 1024;
    private const int MaxExitCode = 255;

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

        return new PastRun(record.Run, record.Started, record.Owner, record.Origin, counts, record.Outcome?.KeptBytes ?? 0) { Deploy = record.Deploy };
    }

    public static void Write(IBufferWriter<byte> writer, PastRun run)
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
    }

    public static PastRun Read(ref ByteReader reader)
    {
        long run = reader.ReadInt64("run");
        DateTimeOffset started = EntryForm.ReadMoment(ref reader, "start");
        string owner = reader.ReadText("owner", MostOwnerBytes);
        RunOrigin origin = ReadOrigin(ref reader);
        int added = reader.ReadInt32("added", int.MaxValue);
        int updated = reader.ReadInt32("updated", int.MaxValue);
        int deleted = reader.ReadInt32("deleted", int.MaxValue);
        int renamed = reader.ReadInt32("renamed", int.MaxValue);
        return new PastRun(run, started, owner, origin, new PastCounts(added, updated, deleted, renamed), reader.ReadInt64("kept bytes"));
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
        writer.WriteBoolean(deploy.TimedOut);
    }

    public static DeployOutcome ReadDeploy(ref ByteReader reader) => new(reader.ReadInt32("exit code", MaxExitCode), reader.ReadBoolean("timed out"));

    private static PastCounts CountOf(ChangeKind kind) => kind switch
    {
        ChangeKind.Add => new PastCounts(1, 0, 0, 0),
        ChangeKind.Delete => new PastCounts(0, 0, 1, 0),
        ChangeKind.Rename => new PastCounts(0, 0, 0, 1),
        _ => new PastCounts(0, 1, 0, 0),
    };
}
