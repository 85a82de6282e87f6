using System.Buffers;
using Lockstep.Native.Terminals;
using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Lockstep.Wire.Packs;

namespace Lockstep.Tests.Wire;

/// <summary>One message of each type with every field filled, and how each is read: the seeds of the golden table and of the mutations.</summary>
internal static class SampleMessages
{
    public const int ChangeCount = 4;

    public static ContentHash Hash { get; } = new(0x0102030405060708, 0x1112131415161718);

    public static SnapshotDigest Digest { get; } = new(((UInt128)0x2122232425262728 << 64) | 0x3132333435363738);

    public static Entry File { get; } = new(EntryType.File, 0x1a4, 300, 0x4142434445464748, Hash);

    public static Entry Directory { get; } = new(EntryType.Directory, 0x1ed, 0, -1, ContentHash.Unknown);

    public static Entry Symlink { get; } = new(EntryType.Symlink, 0, 5, 7, ContentHash.Unknown);

    public static Change[] Changes { get; } =
    [
        new(ChangeKind.Add, Path("bin"), Entry.Absent, Directory),
        new(ChangeKind.Update, Path("bin/app"), Entry.Absent, File, Transfer.Delta),
        new(ChangeKind.Rename, Path("bin/lib"), Entry.Absent, File, Transfer.Reuse, Path("old/lib")) { Seal = new ContentSeal(0x3837363534333231, 0x4847464544434241) },
        new(ChangeKind.Delete, Path("old"), Entry.Absent, Entry.Absent),
    ];

    public static Dictionary<string, byte[]> All { get; } = new()
    {
        ["Hello"] = Bytes(new Hello(1, 3, 0x8000000000000001, "0.1.0", "linux-x64").Encode),
        ["Open"] = Bytes(new OpenRequest("/srv/app"u8.ToArray(), IsPreview: true, Digest, "ann@desk") { Purpose = "lockstep push (process 4711)", AwaitsLock = true }.Encode),
        ["TargetState"] = Bytes(TargetState(Baseline()).Encode),
        ["TargetState of a locked target"] = Bytes(Lockstep.Wire.Messages.TargetState.LockedBy("held by bob@pc").Encode),
        ["TargetState without baseline"] = Bytes(TargetState(baseline: null).Encode),
        ["Probe"] = Bytes(new ProbeRequest([Path("src/a"), Path("src/ab"), RelativePath.Root]).Encode),
        ["ProbeReply"] = Bytes(new ProbeReply(Differences()).Encode),
        ["SealReply"] = Bytes(new SealReply([new ContentSeal(0x3837363534333231, 0x4847464544434241), default]).Encode),
        ["Begin"] = RunRequestEncoder.Parts(RunRequest()).Single().Bytes.ToArray(),
        ["Begin of an undo"] = RunRequestEncoder.Parts(Undo()).Single().Bytes.ToArray(),
        ["History"] = Bytes(new HistoryRequest(12).Encode),
        ["HistoryReply"] = Bytes(HistoryReply().Encode),
        ["Past"] = Bytes(new PastRequest(12, [Path("src"), RelativePath.Root]).Encode),
        ["PastReply"] = Bytes(new PastReply([new(Path("src"), Directory, WasManaged: false, Entry.Absent), new(Path("src/b"), File, WasManaged: true, Entry.Absent)]).Encode),
        ["Attribute"] = Bytes(new AttributionRequest([Path("src/a"), Path("src/b")]).Encode),
        ["AttributionReply"] = Bytes(new AttributionReply([HistoryReply().Runs[1], null, HistoryReply().Runs[1]]).Encode),
        ["StageOffer"] = Bytes(new StageOffer([new(0, Hash), new(3, Hash)], [1]).Encode),
        ["Signature"] = Bytes(new ContentSignature(1, new byte[] { 9, 8, 7 }).Encode),
        ["CommitReport"] = Bytes(writer => CommitReportMessage.Encode(CommitReport(), writer)),
        ["Channel"] = Bytes(writer => ChannelNumber.Write(writer, 1)),
        ["ChannelTaken"] = Bytes(writer => { ChannelNumber.Write(writer, 1); new InputTaken(300).Encode(writer); }),
        ["ChannelEnd"] = Bytes(writer => ChannelNumber.Write(writer, 1)),
        ["CommandNumber"] = Bytes(writer => CommandNumber.Write(writer, 300)),
        ["Command"] = Bytes(CommandRequest().Encode),
        ["Command with a deploy check"] = Bytes(DeployRequest().Encode),
        ["Command that owes"] = Bytes((DeployRequest() with { Debt = DeployDebt.UnlessDone }).Encode),
        ["Command that lasts"] = Bytes(LastingRequest().Encode),
        ["Output"] = Bytes(writer => new Output(OutputKind.Error, "no\n"u8).Encode(writer)),
        ["Signal"] = Bytes(writer => CommandSignalMessage.Encode(CommandSignal.Terminate, writer)),
        ["CommandResult"] = Bytes(new CommandResult(137, TimedOut: true).Encode),
        ["CommandResult of one that was refused"] = Bytes(CommandResult.Refused("somebody changed deploy.py on the target").Encode),
        ["InputTaken"] = Bytes(new InputTaken(300).Encode),
        ["WindowSize"] = Bytes(new WindowSize(132, 43).Encode),
        ["Failure"] = Bytes(new Failure(ExitCode.Refused, "locked").Encode),
        ["Pack"] = Pack(),
        ["Fetch"] = Bytes(FetchRequest().Encode),
        ["FetchEnd"] = Bytes(new FetchEnd([new(Path("src/b"), "permission denied")]).Encode),
        ["Inspection"] = Bytes(new Inspection("/srv/.lockstep/app", "ann@desk since noon", IsInterrupted: true, HistoryReply().Runs[2]).Encode),
        ["Inspection of a lasting command"] = Bytes((Inspection.Nothing with { Lasting = LastingState() }).Encode),
        ["Working"] = Bytes(new Working(300).Encode),
        ["Lasting"] = Bytes(new LastingReport(LastingFate.Ended, LastingState()).Encode),
        ["Purge"] = Bytes(new PurgeRequest([Path("src/a")], IsPreview: true).Encode),
        ["PurgeReply"] = Bytes(writer => PurgeReply.Encode(new PurgeReport(2, 3, 300, 1, HadStaged: true, [Path("src/a")], [Path("src/b")]), writer)),
        ["DriftReply"] = Bytes(new DriftReply(Differences(), HasUnmanaged: true, ["src: permission denied"]).Encode),
    };

    public static RelativePath Path(string text) => RelativePath.Parse(text);

    public static byte[] Bytes(Action<IBufferWriter<byte>> encode)
    {
        var writer = new ArrayBufferWriter<byte>();
        encode(writer);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a message as its receiver would, to the last record.</summary>
    public static void Decode(string name, ReadOnlySpan<byte> message)
    {
        switch (name.Split(' ')[0])
        {
            case "Hello": Hello.Decode(message); break;
            case "Open": OpenRequest.Decode(message); break;
            case "TargetState": Lockstep.Wire.Messages.TargetState.Decode(message); break;
            case "Probe": ProbeRequest.Decode(message); break;
            case "ProbeReply": ProbeReply.Decode(message); break;
            case "SealReply": SealReply.Decode(message, asked: 2); break;
            case "Begin": DecodeRun(message); break;
            case "History": HistoryRequest.Decode(message); break;
            case "HistoryReply": Lockstep.Wire.Messages.HistoryReply.Decode(message); break;
            case "Past": PastRequest.Decode(message); break;
            case "PastReply": PastReply.Decode(message); break;
            case "Attribute": AttributionRequest.Decode(message); break;
            case "AttributionReply": AttributionReply.Decode(message, paths: 3); break;
            case "StageOffer": StageOffer.Decode(message, ChangeCount); break;
            case "Signature": ContentSignature.Decode(message, ChangeCount); break;
            case "CommitReport": CommitReportMessage.Decode(message); break;
            case "Channel" or "ChannelEnd": ChannelNumber.TakeAlone(message); break;
            case "ChannelTaken":
                ChannelNumber.Take(ref message);
                InputTaken.Decode(message);
                break;
            case "CommandNumber": CommandNumber.Take(ref message); break;
            case "Command": Lockstep.Wire.Messages.Commands.CommandRequest.Decode(message); break;
            case "Output": Output.Decode(message); break;
            case "Signal": CommandSignalMessage.Decode(message); break;
            case "CommandResult" or "CommandResult of one that was refused": CommandResult.Decode(message); break;
            case "InputTaken": InputTaken.Decode(message); break;
            case "WindowSize": WindowSize.Decode(message); break;
            case "Failure": Failure.Decode(message); break;
            case "Pack": DecodePack(message); break;
            case "Fetch": Lockstep.Wire.Messages.FetchRequest.Decode(message); break;
            case "FetchEnd": FetchEnd.Decode(message); break;
            case "Inspection": Inspection.Decode(message); break;
            case "Working": Working.Decode(message); break;
            case "Lasting": LastingReport.Decode(message); break;
            case "Purge": PurgeRequest.Decode(message); break;
            case "PurgeReply": PurgeReply.Decode(message); break;
            case "DriftReply": DriftReply.Decode(message); break;
            default: throw new ArgumentOutOfRangeException(nameof(name), name, "No such message.");
        }
    }

    public static CommandRequest LastingRequest() => new(["serve"u8.ToArray()], [], Timeout.InfiniteTimeSpan, []) { Lasts = true, TakesUp = true };

    public static CommandRequest DeployRequest() =>
        new(["sh"u8.ToArray()], [], Timeout.InfiniteTimeSpan, []) { DeployOf = 3, Check = new DeployCheck(DeployScript.Python, SudoUse.WhereThere) };

    public static LastingState LastingState() =>
        new(LastingLife.Ended, "./serve -p 80", 4711, DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000), 3, DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_001));

    public static RunRequest DecodeRun(params ReadOnlySpan<byte> part)
    {
        var decoder = new RunRequestDecoder();
        decoder.Add(part);
        return decoder.Complete();
    }

    private static void DecodePack(ReadOnlySpan<byte> pack)
    {
        Change[] changes =
        [
            new(ChangeKind.Add, Path("a"), Entry.Absent, File, Transfer.Whole),
            new(ChangeKind.Update, Path("b"), Entry.Absent, File, Transfer.Delta),
            new(ChangeKind.Add, Path("c"), Entry.Absent, Symlink, Transfer.Whole),
            new(ChangeKind.Add, Path("d"), Entry.Absent, File, Transfer.Whole),
        ];
        var reader = new ContentPackReader(pack, changes.Length);
        var sequence = new ContentSequence(changes);
        while (reader.TryRead(out ContentRecord record))
        {
            sequence.Accept(record);
        }
    }

    private static byte[] Pack()
    {
        var writer = new ContentPackWriter();
        writer.AddWhole(0, new FinalContent(3, 0x1a4, -2, Hash), "abc"u8);
        writer.Begin(1, 70_000, ContentBasis.Target);
        writer.AddWhole(2, new FinalContent(5, 0, 7, Hash), "../up"u8);
        writer.Copy(1, offset: 4096, length: 65_536);
        writer.AddData(1, "new"u8);
        writer.Zeros(1, 4461);
        writer.End(1, new FinalContent(70_000, 0x1ed, 8, Hash));
        writer.Skip(3);
        return writer.Written.ToArray();
    }

    private static Snapshot Baseline()
    {
        var below = new EntryListBuilder();
        below.Add("app"u8, File);
        EntryList children = below.Build();
        var builder = new EntryListBuilder();
        builder.Add("bin"u8, Directory, children);
        builder.Add("link"u8, Symlink);
        return new Snapshot(Directory, builder.Build());
    }

    public static Difference[] Differences() =>
    [
        new(Path("src"), Entry.Absent, IsManaged: true),
        new(Path("src/a"), File, IsManaged: false),
        new(Path("src/pipe"), new Entry(EntryType.Special, 0x180, 0, 1, ContentHash.Unknown), IsManaged: true),
    ];

    private static TargetState TargetState(Snapshot? baseline) =>
        new(baseline?.Digest ?? Digest, baseline, Differences(), LastRun: 12, HasUnmanaged: true, HasStaged: true, ["run 12 was finished"])
        {
            Last = HistoryReply().Runs[0],
        };

    private static RunRequest RunRequest() =>
        new(Digest, Changes, [new(Path("gone"), Entry.Absent), new(Path("kept"), File)], ["__pycache__/", "*.pyc"], "ann@desk", new Retention(14, 1L << 30))
        {
            Source = Source(),
        };

    private static RunRequest Undo() =>
        new(Digest, [new(ChangeKind.Add, Path("biapp"), Entry.Absent, File, Transfer.Restore)], [], [], "ann@desk", new Retention(1, 2)) { Origin = new RunOrigin(RunKind.Undo, 9) };

    public static RunSource Source() => new("git:1da177e4c3f41524e886b7f1b8a0c1fc7321cac2/shop", "~/shop")
    {
        Commit = "0123456789abcdef0123456789abcdef01234567",
        Branch = "main",
        IsClean = true,
    };

    public static HistoryReply HistoryReply()
    {
        DateTimeOffset started = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000);
        return new HistoryReply(
            13,
            [
                new(10, started, "ann@desk", new RunOrigin(RunKind.Push), new PastCounts(1, 0, 0, 0), 0) { Source = Source() },
                new(11, started, "ann@desk", new RunOrigin(RunKind.Watch), new PastCounts(1, 2, 0, 3), 300) { Source = Source() },
                new(12, started, "ann@desk", new RunOrigin(RunKind.Undo, 9), new PastCounts(1, 0, 0, 0), 0) { Deploy = new DeployOutcome(137, TimedOut: true) },
            ],
            Changes);
    }

    private static CommitReport CommitReport() =>
        new(13, [new(Path("src/b"), "permission denied")], [Path("data"), Path("data/old")], Differences(), Digest) { GivenUp = new GivenUpHistory(3, 300), Unproven = [Path("logo.py")] };

    public static FetchRequest FetchRequest() =>
        new([new(Path("bin/app"), File), new(Path("bin/large"), File with { Size = 400_000 }), new(Path("link"), Symlink)]);

    public static CommandRequest CommandRequest() =>
        new(["sh"u8.ToArray(), "-c"u8.ToArray(), Array.Empty<byte>()], [new("LANG", "C"), new("EMPTY", "")], TimeSpan.FromMinutes(10), [Path("a"), Path("a/b")])
        {
            DeployOf = 12,
            TakesInput = true,
            Terminal = new WindowSize(132, 43),
            LetsGo = true,
        };
}
