using System.Buffers;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Wire.Fields;

/// <summary>
/// What messages say about runs.
/// <code>
/// origin   | kind: 1 | run gone back before: v, for an undo |
/// making   | origin, its kind + 0x80 if a source follows | source |                     source: <see cref="RunSource"/>
/// run      | run: v | started, ms since 1970: 8 | owner: sized | origin | added: v | updated: v | deleted: v | renamed: v | kept bytes: v
///          | deploy: 1, 0 none, 1 ran, 2 ended after its time limit, + 4 owed, + 16 a source follows, + 32 it has that of the run before in the list
///          | exit code: 1, if it ran | source, if it follows |
/// </code>
/// </summary>
internal static class PastFields
{
    /// <summary>Fewest bytes of a run.</summary>
    public const int MinRunLength = 17;

    // The years 1 to 9999, as times can be told.
    private const long MinStarted = -62_135_596_800_000;
    private const long MaxStarted = 253_402_300_799_999;

    private const byte NoDeploy = 0, Deployed = 1, DeployTimedOut = 2, DeployOwed = 4;
    private const byte OwnSource = 16, SameSource = 32, DeployMask = 15;
    private const byte WithSource = 0x80;

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

        /// <summary>Writes where a run comes from, and its tree where that is told.</summary>
        public void WriteMaking(RunOrigin origin, RunSource? source)
        {
            writer.WriteByte((byte)((byte)origin.Kind | (source is null ? 0 : WithSource)));
            if (origin.Kind == RunKind.Undo)
            {
                writer.WriteInt64(origin.Before);
            }

            source?.Write(writer);
        }

        /// <summary>Writes a run.</summary>
        /// <param name="run">The run.</param>
        /// <param name="before">The source of the run before it in a list.</param>
        public void WriteRun(PastRun run, RunSource? before = null)
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
            byte deploy = run.Deploy is not { } outcome ? NoDeploy : (byte)((outcome.TimedOut ? DeployTimedOut : Deployed) | (outcome.IsOwed ? DeployOwed : 0));
            byte source = run.Source is null ? (byte)0 : run.Source == before ? SameSource : OwnSource;
            writer.WriteByte((byte)(deploy | source));
            if (run.Deploy is { } ended)
            {
                writer.WriteByte((byte)ended.ExitCode);
            }

            if (source == OwnSource)
            {
                run.Source!.Write(writer);
            }
        }
    }

    extension(ref ByteReader reader)
    {
        /// <summary>Reads where a run comes from.</summary>
        public RunOrigin ReadOrigin() => reader.ReadOrigin(reader.ReadByte("kind of run"));

        /// <summary>Reads where a run comes from, and its tree; null where that is not told.</summary>
        public (RunOrigin Origin, RunSource? Source) ReadMaking()
        {
            byte kind = reader.ReadByte("kind of run");
            RunOrigin origin = reader.ReadOrigin((byte)(kind & ~WithSource));
            return (origin, (kind & WithSource) == 0 ? null : RunSource.Read(ref reader));
        }

        /// <summary>Reads a run.</summary>
        /// <param name="before">The source of the run before it in a list.</param>
        public PastRun ReadRun(RunSource? before = null)
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
            byte facts = reader.ReadByte("deploy");
            DeployOutcome? deploy = reader.ReadDeploy((byte)(facts & DeployMask));
            RunSource? source = reader.ReadSource(facts & ~DeployMask, before);
            return new PastRun(number, DateTimeOffset.FromUnixTimeMilliseconds(started), owner, origin, counts, kept) { Deploy = deploy, Source = source };
        }

        private int ReadEntries(string field) => reader.ReadInt32(field, WireLimits.MaxItems);

        private RunOrigin ReadOrigin(byte kind) => (RunKind)kind switch
        {
            RunKind.Undo => new RunOrigin(RunKind.Undo, reader.ReadInt64("run gone back before")),
            < RunKind.Undo or RunKind.Pull => new RunOrigin((RunKind)kind),
            _ => throw new ProtocolException($"kind of run is {kind}, the most is {(byte)RunKind.Pull}"),
        };

        private DeployOutcome? ReadDeploy(byte deploy) => (deploy & ~DeployOwed) switch
        {
            NoDeploy when deploy == NoDeploy => null,
            Deployed or DeployTimedOut => new DeployOutcome(reader.ReadByte("exit code"), (deploy & DeployTimedOut) != 0)
            {
                IsOwed = (deploy & DeployOwed) != 0,
            },
            _ => throw new ProtocolException($"deploy is {deploy}, the most is {DeployTimedOut | DeployOwed}"),
        };

        private RunSource? ReadSource(int form, RunSource? before) => form switch
        {
            0 => null,
            OwnSource => RunSource.Read(ref reader),
            SameSource when before is not null => before,
            _ => throw new ProtocolException($"form of a run's source is 0x{form:x2}, which this run cannot have"),
        };
    }
}
