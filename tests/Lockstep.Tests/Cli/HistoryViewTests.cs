using Lockstep.Cli.Json;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.Tests.Cli;

/// <summary>How a history is shown, to people and to programs.</summary>
public sealed class HistoryViewTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private readonly ViewFixture _fixture = new();

    [Fact]
    public void Runs_stand_newest_first_and_saves_of_one_watch_in_one_line()
    {
        PastRun[] runs =
        [
            Run(8, "ann@desk", new RunOrigin(RunKind.Push), new PastCounts(812, 0, 0, 0)) with { Deploy = new DeployOutcome(0, TimedOut: false) },
            Run(9, "ann@desk", new RunOrigin(RunKind.Watch), new PastCounts(0, 1, 0, 0)),
            Run(10, "ann@desk", new RunOrigin(RunKind.Watch), new PastCounts(1, 2, 0, 0)),
            Run(11, "bo@lap", new RunOrigin(RunKind.Watch), new PastCounts(0, 0, 0, 1)),
            Run(12, "ann@desk", new RunOrigin(RunKind.Undo, 9), new PastCounts(0, 0, 4, 0)) with { KeptBytes = 4_200_000, Deploy = new DeployOutcome(7, TimedOut: false) },
            Run(13, "ann@desk", new RunOrigin(RunKind.Pull), default) with { Deploy = new DeployOutcome(9, TimedOut: true) },
        ];
        HistoryLines.Show(new HistoryReply(13, runs, []), isOfOneRun: false, _fixture.Output, new Greenwich());
        Assert.Equal(
            """
              13  2026-11-23 09:13:00  ann@desk  pull   nothing but times, deploy ended after its time limit
              12  2026-11-23 09:12:00  ann@desk  undo   4 deleted, 4.2 MB kept, back to before run 9, deploy failed with exit code 7
              11  2026-11-23 09:11:00  bo@lap    watch  1 renamed
            9-10  2026-11-23 09:10:00  ann@desk  watch  1 added, 3 updated
               8  2026-11-23 09:08:00  ann@desk  push   812 added, deployed

            """,
            _fixture.Results);
    }

    [Fact]
    public void A_run_tells_its_project_and_commit_where_they_are_known_and_a_watch_has_a_line_for_each()
    {
        var shop = new RunSource("git:1", "~/shop") { Commit = "0123456789abcdef0123456789abcdef01234567", Branch = "main", IsClean = true };
        PastRun[] runs =
        [
            Run(1, "ann@desk", default, new PastCounts(1, 0, 0, 0)),
            Run(2, "ann@desk", new RunOrigin(RunKind.Watch), new PastCounts(0, 1, 0, 0)) with { Source = shop with { IsClean = false } },
            Run(3, "ann@desk", new RunOrigin(RunKind.Watch), new PastCounts(0, 1, 0, 0)) with { Source = shop with { IsClean = false } },
            Run(4, "ann@desk", new RunOrigin(RunKind.Watch), new PastCounts(0, 1, 0, 0)) with { Source = shop },
            Run(5, "bo@lap", default, new PastCounts(0, 1, 0, 0)) with { Source = new RunSource("dir:1", "~/plain") },
        ];
        HistoryLines.Show(new HistoryReply(5, runs, []), isOfOneRun: false, _fixture.Output, new Greenwich());
        Assert.Equal(
            """
              5  2026-11-23 09:05:00  bo@lap    ~/plain          push   1 updated
              4  2026-11-23 09:04:00  ann@desk  ~/shop 0123456   watch  1 updated
            2-3  2026-11-23 09:03:00  ann@desk  ~/shop 0123456+  watch  2 updated
              1  2026-11-23 09:01:00  ann@desk                   push   1 added

            """,
            _fixture.Results);
    }

    [Fact]
    public void A_program_gets_the_project_and_commit_of_a_run()
    {
        var shop = new RunSource("git:1", "~/shop") { Commit = "0123456789abcdef0123456789abcdef01234567", Branch = "main", IsClean = true };
        PastRun run = Run(1, "ann@desk", default, new PastCounts(1, 0, 0, 0));
        JsonHistory.Show(new HistoryReply(1, [run with { Source = shop }, run with { Run = 2, Source = new RunSource("dir:1", "~/plain") }], []), "prod", new JsonLines(_fixture.Output));
        Assert.Equal(
            """
            {"v":1,"event":"run","target":"prod","run":2,"started":"2026-11-23T09:01:00.000Z","owner":"ann@desk","project":"dir:1","directory":"~/plain","kind":"push","added":1,"updated":0,"deleted":0,"renamed":0,"bytes_kept":0}
            {"v":1,"event":"run","target":"prod","run":1,"started":"2026-11-23T09:01:00.000Z","owner":"ann@desk","project":"git:1","directory":"~/shop","commit":"0123456789abcdef0123456789abcdef01234567","branch":"main","clean":true,"kind":"push","added":1,"updated":0,"deleted":0,"renamed":0,"bytes_kept":0}

            """,
            _fixture.Results);
    }

    [Fact]
    public void One_run_is_shown_with_what_it_changed()
    {
        HistoryLines.Show(
            new HistoryReply(1, [Run(1, "ann@desk", default, new PastCounts(2, 0, 1, 1))], Changes), isOfOneRun: true, _fixture.Output, new Greenwich());
        Assert.Equal(
            """
            1  2026-11-23 09:01:00  ann@desk  push   2 added, 1 deleted, 1 renamed
              add    bin/
              rename old -> bin/new
              delete gone

            """,
            _fixture.Results);
    }

    [Fact]
    public void A_program_gets_an_object_for_each_run_and_change()
    {
        PastRun run = Run(12, "ann@desk", new RunOrigin(RunKind.Undo, 9), new PastCounts(1, 2, 3, 4)) with { KeptBytes = 5, Deploy = new DeployOutcome(7, TimedOut: true) };
        JsonHistory.Show(new HistoryReply(12, [run], Changes[1..]), "prod", new JsonLines(_fixture.Output));
        Assert.Equal(
            """
            {"v":1,"event":"run","target":"prod","run":12,"started":"2026-11-23T09:12:00.000Z","owner":"ann@desk","kind":"undo","before":9,"added":1,"updated":2,"deleted":3,"renamed":4,"bytes_kept":5,"deploy_exit":7,"deploy_timed_out":true}
            {"v":1,"event":"file","target":"prod","path":"bin/new","change":"rename","from":"old","bytes":3}
            {"v":1,"event":"file","target":"prod","path":"gone","change":"delete","bytes":0}

            """,
            _fixture.Results);
    }

    private static Change[] Changes { get; } =
    [
        new(ChangeKind.Add, RelativePath.Parse("bin"), Entry.Absent, new Entry(EntryType.Directory, 0x1ed, 0, 0, ContentHash.Unknown)),
        new(ChangeKind.Rename, RelativePath.Parse("bin/new"), Entry.Absent, new Entry(EntryType.File, 0x1a4, 3, 0, ContentHash.Unknown), Transfer.Reuse, RelativePath.Parse("old")),
        new(ChangeKind.Delete, RelativePath.Parse("gone"), Entry.Absent, Entry.Absent),
    ];

    private static PastRun Run(long number, string owner, RunOrigin origin, PastCounts counts) => new(number, Start.AddMinutes(number), owner, origin, counts, 0);

    private sealed class Greenwich : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;
    }
}
