using System.Text.Json;
using Lockstep.Cli.Json;
using Lockstep.Cli.Terminal;
using Lockstep.Sessions;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Reacting;
using Lockstep.Tree;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.Tests.Cli;

/// <summary>A watched target as people and programs see it.</summary>
public sealed class WatchViewTests
{
    private readonly ViewFixture _fixture = new();
    private readonly WatchStatus _status = new("prod", TimeProvider.System);

    [Fact]
    public void A_command_s_moments_are_lines_and_its_output_has_its_source()
    {
        WatchLines lines = Lines();
        lines.StepChanged(Step(StepState.Started));
        lines.Output(OutputSource.OnChange, OutputKind.Out, "cc a.c\nno newline"u8);
        lines.StepChanged(Step(StepState.Failed, 2));
        lines.StepChanged(Step(StepState.Started) with { Source = OutputSource.Deploy });
        lines.StepChanged(Step(StepState.Succeeded, 0) with { Source = OutputSource.Deploy });

        Assert.Equal(["on_change| cc a.c", "on_change| no newline"], _fixture.ResultLines);
        Assert.Equal(
            """
            on_change 'make' started
            x on_change 'make' failed with exit code 2 after 1.50 s; the files are in place, the next save tries again
            deploy started
            deploy done in 1.50 s

            """,
            _fixture.Remarks);
    }

    [Theory]
    [InlineData(OutputSource.OnChange, StepState.Failed, 2, "on_change 'make' failed with exit code 2 after 1.50 s; the files are in place, the next save tries again")]
    [InlineData(OutputSource.Deploy, StepState.TimedOut, 143, "deploy was ended after 1.50 s, its time limit; the files are in place, the next save tries again")]
    [InlineData(OutputSource.Command, StepState.Ended, 0, "command 'make' ended by itself with exit code 0 after 1.50 s; it starts again with the next change")]
    public void A_failure_stays_until_the_same_command_succeeds(OutputSource source, StepState state, int code, string trouble)
    {
        _status.Set(Step(state, code) with { Source = source });
        _status.Set(Step(StepState.Succeeded, 0) with { Source = source, Command = "other" });
        _status.Set(Step(StepState.Stopped) with { Source = source });
        Assert.Equal([trouble], _status.Troubles);

        // What is kept running has succeeded as soon as it runs.
        _status.Set(Step(source == OutputSource.Command ? StepState.Started : StepState.Succeeded) with { Source = source });
        Assert.Empty(_status.Troubles);
    }

    [Fact]
    public void What_runs_is_shown_but_for_what_is_kept_running()
    {
        _status.Set(Step(StepState.Started));
        _status.Set(Step(StepState.Started) with { Source = OutputSource.Command });
        Assert.Equal("on_change 'make'", _status.Running);
        _status.Set(Step(StepState.Stopped));
        Assert.Null(_status.Running);
    }

    [Fact]
    public void A_pause_says_what_it_is_for()
    {
        WatchLines lines = Lines();
        lines.StateChanged(LiveState.Paused, message: null);
        lines.StateChanged(LiveState.Paused, "the target has an old state.");
        Assert.Equal("prod: paused; nothing is sent until you go on.\nprod: paused; the target has an old state.\n", _fixture.Remarks);
    }

    [Fact]
    public void Programs_get_an_event_for_each_moment_of_a_command()
    {
        var json = new WatchJson(new JsonLines(_fixture.Output), _fixture.Output, "prod", new RunViewOptions(Verbosity.Normal, IsDryRun: false, Paths: []), TimeProvider.System);
        json.StepChanged(Step(StepState.Started));
        json.Output(OutputSource.OnChange, OutputKind.Error, "oops"u8);
        json.StepChanged(Step(StepState.TimedOut, 143));
        json.StateChanged(LiveState.Paused, "old");
        json.BatchDone(new LiveBatch(ViewFixture.Summary, TimeSpan.FromMilliseconds(2.5), PathScope.Nothing));

        Assert.Equal(
            [
                """{"v":1,"event":"command","target":"prod","source":"on_change","command":"make","state":"started"}""",
                """{"v":1,"event":"output","target":"prod","source":"on_change","stream":"stderr","text":"oops"}""",
                """{"v":1,"event":"command","target":"prod","source":"on_change","command":"make","state":"timed_out","exit":143,"ms":1500}""",
                """{"v":1,"event":"connection","target":"prod","state":"paused","message":"old"}""",
            ],
            _fixture.ResultLines[..^1]);
        JsonElement batch = JsonDocument.Parse(_fixture.ResultLines[^1]).RootElement;
        Assert.Equal(("batch", 2.5, 12), (batch.GetProperty("event").GetString(), batch.GetProperty("ms_delay").GetDouble(), batch.GetProperty("run").GetInt32()));
    }

    [Fact]
    public void One_target_is_its_troubles_and_a_line()
    {
        _status.Set(LiveState.Watching, message: null);
        _status.Set(Step(StepState.Failed, 2));
        _status.Set(Step(StepState.Started));
        Assert.Equal(
            [
                "x on_change 'make' failed with exit code 2 after 1.50 s; the files are in place, the next save tries again",
                "prod: watching, on_change 'make' runs   p pause  s sync now  d deploy  u undo  q quit",
            ],
            WatchPicture.Of([_status], 200, 20));
    }

    [Fact]
    public void Several_targets_have_a_row_each()
    {
        WatchStatus[] targets = [new("web1", TimeProvider.System), new("gpu", TimeProvider.System), new("old-box:", TimeProvider.System)];
        foreach (WatchStatus target in targets)
        {
            target.Set(LiveState.Watching, message: null);
        }

        targets[0].Conclude(new LiveBatch(ViewFixture.Summary, TimeSpan.FromMilliseconds(2.5), PathScope.Nothing));
        targets[1].SetBehind(3);
        targets[1].Set(LiveState.Disconnected, "the connection was lost");
        targets[2].End(new RunSummary { Target = "old-box:", Exit = ExitCode.NoConnection, Message = "no route to host" });
        Assert.Equal(
            [
                "web1     watching        2.5 ms",
                "gpu      disconnected            3 behind   x the connection was lost",
                "old-box  ended                              x no route to host",
                "all targets:   p pause  s sync now  d deploy  u undo  q quit",
            ],
            WatchPicture.Of(targets, 200, 20));
    }

    [Theory]
    [InlineData(20, 3, "and 2 more targets")]
    [InlineData(20, 2, "and 3 more targets")]
    [InlineData(1, 4, "…")]
    public void A_terminal_that_is_too_small_shows_what_it_can(int width, int height, string line)
    {
        WatchStatus[] targets = [new("a", TimeProvider.System), new("b", TimeProvider.System), new("c", TimeProvider.System)];
        IReadOnlyList<string> lines = WatchPicture.Of(targets, width, height);
        Assert.Equal(height, lines.Count);
        Assert.All(lines, shown => Assert.True(shown.Length <= width));
        Assert.Contains(line, lines);
    }

    [Fact]
    public void Why_a_connection_was_lost_stays_until_there_is_one()
    {
        _status.Set(LiveState.Disconnected, "lost");
        _status.Set(LiveState.Connecting, message: null);
        Assert.Equal("lost", _status.Message);
        _status.Set(LiveState.Watching, message: null);
        Assert.Null(_status.Message);
    }

    [Fact]
    public void Attempts_that_fail_for_the_same_reason_are_told_once()
    {
        WatchLines lines = Lines();
        foreach (string reason in (string[])["no route", "no route", "refused"])
        {
            lines.StateChanged(LiveState.Disconnected, reason);
            lines.StateChanged(LiveState.Connecting, message: null);
        }

        Assert.Equal("prod: no route. Trying again.\nprod: refused. Trying again.\n", _fixture.Remarks);
    }

    [Fact]
    public void That_the_connection_was_lost_in_the_middle_of_a_batch_is_told_once()
    {
        WatchLines lines = Lines();
        lines.BatchDone(new LiveBatch(ViewFixture.Summary with { Exit = ExitCode.NoConnection, Message = "no sign of life" }, TimeSpan.FromSeconds(8), PathScope.Nothing));
        lines.StateChanged(LiveState.Disconnected, "no sign of life");

        Assert.Equal("prod: no sign of life. Trying again.\n", _fixture.Remarks);
        Assert.Empty(_status.Troubles);
    }

    [Fact]
    public void A_batch_that_did_not_get_there_took_no_time()
    {
        _status.Conclude(new LiveBatch(ViewFixture.Summary, TimeSpan.FromMilliseconds(2.5), PathScope.Nothing));
        _status.Conclude(new LiveBatch(ViewFixture.Summary with { Exit = ExitCode.NoConnection }, TimeSpan.FromSeconds(8), PathScope.Nothing));
        Assert.Equal(TimeSpan.FromMilliseconds(2.5), _status.LastDelay);
    }

    [Fact]
    public void Lines_of_several_targets_say_which_one_they_are_about()
    {
        var lines = new WatchLines(_fixture.Output, new RunViewOptions(Verbosity.Normal, IsDryRun: false, Paths: []), _status, isOneOfSeveral: true, TimeProvider.System);
        lines.StepChanged(Step(StepState.Failed, 2));
        lines.Output(OutputSource.OnChange, OutputKind.Out, "cc\n"u8);
        Assert.Equal("prod: x on_change 'make' failed with exit code 2 after 1.50 s; the files are in place, the next save tries again\n", _fixture.Remarks);
        Assert.Equal(["prod: on_change| cc"], _fixture.ResultLines);
    }

    private static CommandStep Step(StepState state, int? code = null) => new(
        OutputSource.OnChange,
        "make",
        state,
        code is { } exit ? new CommandResult(exit, state == StepState.TimedOut) : null,
        state == StepState.Started ? TimeSpan.Zero : TimeSpan.FromSeconds(1.5));

    private WatchLines Lines() => new(_fixture.Output, new RunViewOptions(Verbosity.Normal, IsDryRun: false, Paths: []), _status, isOneOfSeveral: false, TimeProvider.System);
}
