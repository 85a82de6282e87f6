using Lockstep.Cli.Json;
using Lockstep.Cli.Terminal;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.Tests.Cli;

public sealed class JsonViewTests
{
    private readonly ViewFixture _fixture = new();

    [Fact]
    public void A_push_is_told_in_these_lines()
    {
        ViewFixture.Run(View(isDryRun: false), ViewFixture.Summary);

        Assert.Equal(
            [
                """{"v":1,"event":"progress","target":"prod","phase":"connect"}""",
                """{"v":1,"event":"progress","target":"prod","phase":"compare"}""",
                """{"v":1,"event":"drift","target":"prod","path":"etc/site.conf","kind":"changed","modified":"1970-01-01T00:00:00.0000000Z","side":"target"}""",
                """{"v":1,"event":"plan","target":"prod","dry_run":false,"add":2,"update":1,"delete":2,"rename":1,"mode":1,"unchanged":812,"bytes":1241}""",
                """{"v":1,"event":"progress","target":"prod","phase":"transfer"}""",
                """{"v":1,"event":"progress","target":"prod","phase":"transfer","files":1,"files_total":2,"bytes":1234,"bytes_total":1241}""",
                """{"v":1,"event":"problem","target":"prod","path":"secret","cause":"permission denied","side":"project"}""",
                """{"v":1,"event":"file","target":"prod","path":"src/a.c","change":"update","bytes":1234}""",
                """{"v":1,"event":"progress","target":"prod","phase":"deploy"}""",
                """{"v":1,"event":"output","target":"prod","source":"deploy","stream":"stderr","text":"careful"}""",
                """{"v":1,"event":"output","target":"prod","source":"deploy","stream":"stdout","text":"restarted"}""",
                """{"v":1,"event":"output","target":"prod","source":"deploy","stream":"stdout","text":"\u001B[2Jdone"}""",
                """{"v":1,"event":"summary","target":"prod","run":12,"exit":0,"engine":"agent","added":3,"updated":1,"deleted":0,"renamed":2,"unchanged":812,"problems":0,"drift":0,"drift_kept":0,"kept_of_others":0,"kept":0,"hidden":0,"ignored":0,"bytes_sent":10234,"bytes_received":512,"bytes_content":48211,"bytes_agent":0,"ms":{"connect":231,"scan":12,"transfer":9,"commit":3,"deploy":0,"total":262}}""",
            ],
            _fixture.ResultLines);
        Assert.Equal("prod: brought the agent to the target\n", _fixture.Remarks);
    }

    [Fact]
    public void A_dry_run_tells_each_planned_change_and_loses_no_byte_of_a_path()
    {
        View(isDryRun: true).Planned(new RunPreview(ViewFixture.OneOfEach, Unchanged: 0, ContentBytes: 1241, Refusal: "no"));

        Assert.Equal(
            [
                """{"v":1,"event":"plan","target":"prod","dry_run":true,"add":2,"update":1,"delete":2,"rename":1,"mode":1,"unchanged":0,"bytes":1241,"refusal":"no"}""",
                """{"v":1,"event":"file","target":"prod","path":"lib/new.c","change":"rename","from":"lib/old.c","bytes":0}""",
                """{"v":1,"event":"file","target":"prod","path":"run.sh","change":"mode","bytes":0}""",
                """{"v":1,"event":"file","target":"prod","path":"src/a.c","change":"update","bytes":1234}""",
                """{"v":1,"event":"file","target":"prod","path":"src/b","change":"add","bytes":0}""",
                """{"v":1,"event":"file","target":"prod","path":"src/b/café\n","change":"add","bytes":7}""",
                """{"v":1,"event":"file","target":"prod","path":"tmp","change":"delete","bytes":0}""",
                """{"v":1,"event":"file","target":"prod","path":"x\\xe9","path_base64":"eOk=","change":"delete","bytes":0}""",
            ],
            _fixture.ResultLines);
    }

    [Fact]
    public void A_failure_has_its_code_and_message_in_the_summary_and_on_standard_error()
    {
        View(isDryRun: false).Ended(new RunSummary { Target = "prod", Run = 3, Exit = ExitCode.DeployFailed, DeployExit = 7, Message = "deploy ended with 7" });

        string line = Assert.Single(_fixture.ResultLines);
        Assert.Contains("\"run\":3,\"exit\":6,", line, StringComparison.Ordinal);
        Assert.EndsWith(",\"deploy_exit\":7,\"message\":\"deploy ended with 7\"}", line, StringComparison.Ordinal);
        Assert.Equal("lockstep: prod: deploy ended with 7\n", _fixture.Remarks);
    }

    [Fact]
    public void Progress_is_told_ten_times_a_second_at_most_but_its_end_always()
    {
        var time = new ManualTime();
        var view = new JsonView(new JsonLines(_fixture.Output), _fixture.Output, "prod", new RunViewOptions(Verbosity.Normal, IsDryRun: false, []), time);
        view.Progress(1, 9, 0, 0);
        view.Progress(2, 9, 0, 0);
        time.Pass(0.2);
        view.Progress(3, 9, 0, 0);
        view.Progress(9, 9, 0, 0);

        Assert.Equal([1, 3, 9], _fixture.ResultLines.Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("files").GetInt32()));
    }

    private JsonView View(bool isDryRun) => new(new JsonLines(_fixture.Output), _fixture.Output, "prod", new RunViewOptions(Verbosity.Normal, isDryRun, []), new ManualTime());
}
