using System.Text;
using Lockstep.Cli.Terminal;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Tests.Cli;

/// <summary>A run as it is told to a view, and streams to read what the view made of it.</summary>
internal sealed class ViewFixture
{
    private readonly StringBuilder _results = new();
    private readonly StringBuilder _remarks = new();

    public ViewFixture() => Output = new UserOutput(new StringWriter(_results), new StringWriter(_remarks));

    public UserOutput Output { get; }

    public string Results => _results.ToString();

    public string[] ResultLines => Results.TrimEnd('\n').Split('\n');

    public string Remarks => _remarks.ToString();

    public static Entry File(long size, ushort mode = 0b110_100_100) => new(EntryType.File, mode, size, 0, ContentHash.Unknown);

    public static Entry Directory(ushort mode = 0b111_101_101) => new(EntryType.Directory, mode, 0, 0, ContentHash.Unknown);

    public static Change Add(string path, long size) => new(ChangeKind.Add, RelativePath.Parse(path), Entry.Absent, File(size), Transfer.Whole);

    public static IReadOnlyList<Change> OneOfEach =>
    [
        new(ChangeKind.Rename, RelativePath.Parse("lib/new.c"), Entry.Absent, File(9), Transfer.Reuse, RelativePath.Parse("lib/old.c")),
        new(ChangeKind.Mode, RelativePath.Parse("run.sh"), File(5), File(5, mode: 0b111_101_101)),
        new(ChangeKind.Mode, RelativePath.Parse("src"), Directory(), Directory() with { ModifiedNs = 1 }),
        new(ChangeKind.Update, RelativePath.Parse("src/a.c"), File(3), File(1234), Transfer.Delta),
        new(ChangeKind.Add, RelativePath.Parse("src/b"), Entry.Absent, Directory()),
        new(ChangeKind.Add, RelativePath.Parse("src/b/caf\u00e9\n"u8), Entry.Absent, File(7), Transfer.Whole),
        new(ChangeKind.Delete, RelativePath.Parse("tmp"), Directory(), Entry.Absent),
        new(ChangeKind.Delete, RelativePath.Parse([(byte)'x', 0xE9]), File(2), Entry.Absent),
    ];

    /// <summary>A push that meets everything.</summary>
    public static void Run(IRunObserver view, RunSummary summary)
    {
        view.PhaseStarted(Phase.Connect);
        view.Note("brought the agent to the target");
        view.PhaseStarted(Phase.Compare);
        view.DriftFound(new Difference(RelativePath.Parse("etc/site.conf"), File(1), IsManaged: true));
        view.Planned(new RunPreview(OneOfEach, Unchanged: 812, ContentBytes: 1241));
        view.PhaseStarted(Phase.Transfer);
        view.Progress(1, 2, 1234, 1241);
        view.ProblemFound(new Problem(RelativePath.Parse("secret"), "permission denied"));
        view.FileDone(OneOfEach[3], 1234);
        view.PhaseStarted(Phase.Deploy);
        view.Output(OutputSource.Deploy, OutputKind.Out, "resta"u8);
        view.Output(OutputSource.Deploy, OutputKind.Error, "careful\r\n"u8);
        view.Output(OutputSource.Deploy, OutputKind.Out, "rted\n\e[2Jdone"u8);
        view.Ended(summary);
    }

    public static RunSummary Summary { get; } = new()
    {
        Target = "prod",
        Run = 12,
        Added = 3,
        Updated = 1,
        Renamed = 2,
        Unchanged = 812,
        BytesSent = 10234,
        BytesReceived = 512,
        BytesContent = 48211,
        Times = new PhaseTimes(Ms(231), Ms(12), Ms(9), Ms(3), TimeSpan.Zero, Ms(262)),
    };

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
