using System.Buffers;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Wire.Fields;

/// <summary>
/// What messages say about runs.
/// <code>
/// origin   | kind: 1 | run gone back before: v, for an undo |
/// run      | run: v | started, ms since 1970: 8 | owner: sized | origin | added: v | updated: v | deleted: v | renamed: v | kept bytes: v
///          | deploy: 1, 0 none, 1 ran, 2 ended after its time limit | exit code: 1, if it ran |
/// </code>
/// </summary>
internal static class PastFields
{
    /// <summary>Fewest bytes of a run.</summary>
    public const int MinRunLength = 17;

    // The years 1 to 9999, as times can be told.
    private const long MinStarted = -62_135_596_800_000;
    private const long MaxStarted = 253_402_300_799_999;

    private const byte NoDeploy = 0, Deployed = 1, DeployTimedOut = 2;

    extension(IBufferWriter<byte> writer)
    {
        /// <summary>Writes where a run comes from.</summary>
        public void WriteOrigin(RunOrigin origin)
        {
            writer.WriteByte((byte)origin.Kind);
            if (origin.Kind == RunKind.Undo)
            {
                writer.WriteInt64(origin.Before);
            }
        }

        /// <summary>Writes a run.</summary>
        public void WriteRun(PastRun run)
        {
            writer.WriteInt64(run.Run);
            writer.WriteFixedUInt64((ulong)run.Started.ToUnixTimeMilliseconds());
            writer.WriteDisplayText(run.Owner, WireLimits.MaxName);
            writer.WriteOrigin(run.Origin);
            writer.WriteInt64(run.Counts.Added);
            writer.WriteInt64(run.Counts.Updated);
            writer.WriteInt64(run.Counts.Deleted);
            writer.WriteInt64(run.Counts.Renamed);
            writer.WriteInt64(run.KeptBytes);
            writer.WriteByte(run.Deploy is not { } deploy ? NoDeploy : deploy.TimedOut ? DeployTimedOut : Deployed);
            if (run.Deploy is { } ended)
            {
                writer.WriteByte((byte)ended.ExitCode);
            }
        }
    }

    extension(ref ByteReader reader)
    {
        /// <summary>Reads where a run comes from.</summary>
        public RunOrigin ReadOrigin()
        {
            var kind = (RunKind)reader.ReadByte("kind of run");
            return kind switch
            {
                RunKind.Undo => new RunOrigin(kind, reader.ReadInt64("run gone back before")),
                < RunKind.Undo or RunKind.Pull => new RunOrigin(kind),
                _ => throw new ProtocolException($"kind of run is {(byte)kind}, the most is {(byte)RunKind.Pull}"),
            };
        }

        /// <summary>Reads a run.</summary>
        public PastRun ReadRun()
        {
            long number = reader.ReadInt64("run");
            var started = (long)reader.ReadFixedUInt64("start");
            if (started is < MinStarted or > MaxStarted)
            {
                throw new ProtocolException($"start is {started}, it can be {MinStarted} to {MaxStarted}");
            }

            string owner = reader.ReadDisplayText("owner", WireLimits.MaxName);
            RunOrigin origin = reader.ReadOrigin();
            var counts = new PastCounts(reader.ReadEntries("added"), reader.ReadEntries("updated"), reader.ReadEntries("deleted"), reader.ReadEntries("renamed"));
            long kept = reader.ReadInt64("kept bytes");
            return new PastRun(number, DateTimeOffset.FromUnixTimeMilliseconds(started), owner, origin, counts, kept) { Deploy = reader.ReadDeploy() };
        }

        private int ReadEntries(string field) => reader.ReadInt32(field, WireLimits.MaxItems);

        private DeployOutcome? ReadDeploy() => reader.ReadByte("deploy") switch
        {
            NoDeploy => null,
            Deployed => new DeployOutcome(reader.ReadByte("exit code"), TimedOut: false),
            DeployTimedOut => new DeployOutcome(reader.ReadByte("exit code"), TimedOut: true),
            byte deploy => throw new ProtocolException($"deploy is {deploy}, the most is {DeployTimedOut}"),
        };
    }
}
