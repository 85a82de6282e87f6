using Lockstep.Cli.Terminal;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Tree;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.Tests.Cli;

public sealed class LineViewTests
{
    private readonly ViewFixture _fixture = new();

    [Fact]
    public void A_push_shows_the_deploys_output_and_the_accounting()
    {
        ViewFixture.Run(View(Verbosity.Normal), ViewFixture.Summary);

        Assert.Equal(
            """
            deploy| careful
            deploy| restarted
            deploy| \x1b[2Jdone
            prod: run 12: 4 sent (3 new, 1 updated), 2 renamed, 0 removed, 812 unchanged; 10 KB in 0.26 s

            """,
            _fixture.Results);
        Assert.Equal(
            """
            prod: brought the agent to the target
            ! etc/site.conf was changed on the target, on 1970-01-01
            x secret: permission denied

            """,
            _fixture.Remarks);
    }

    [Fact]
    public void A_quiet_push_says_only_what_is_wrong()
    {
        ViewFixture.Run(View(Verbosity.Quiet), ViewFixture.Summary);

        Assert.Equal("deploy| careful\n", _fixture.Results);
        Assert.Equal("! etc/site.conf was changed on the target, on 1970-01-01\nx secret: permission denied\n", _fixture.Remarks);
    }

    [Fact]
    public void A_verbose_push_lists_phases_and_changes()
    {
        ViewFixture.Run(View(Verbosity.Verbose), ViewFixture.Summary);

        Assert.StartsWith("~ src/a.c\n", _fixture.Results, StringComparison.Ordinal);
        Assert.Contains("prod: transfer\n", _fixture.Remarks, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dry_run_lists_its_plan()
    {
        LineView view = View(Verbosity.Normal, isDryRun: true);
        view.Planned(new RunPreview(ViewFixture.OneOfEach, Unchanged: 0, ContentBytes: 0));

        Assert.Equal(
            """
            > lib/old.c -> lib/new.c
            ~ run.sh (mode 0644 to 0755)
            ~ src/a.c
            + src/b/
            + src/b/café\x0a
            - tmp/
            - x\xe9

            """,
            _fixture.Results);
    }

    [Theory]
    [InlineData("src", "~ src/a.c\n+ src/b/\n+ src/b/caf\u00e9\\x0a\n")]
    [InlineData("src/b", "+ src/b/\n+ src/b/caf\u00e9\\x0a\n")]
    [InlineData("sr", "")]
    [InlineData("", "> lib/old.c -> lib/new.c\n~ run.sh (mode 0644 to 0755)\n~ src/a.c\n+ src/b/\n+ src/b/caf\u00e9\\x0a\n- tmp/\n- x\\xe9\n")]
    public void A_diff_of_paths_lists_what_lies_below_them(string path, string lines)
    {
        var view = new LineView(_fixture.Output, "prod", isOneOfSeveral: false, new RunViewOptions(Verbosity.Normal, IsDryRun: true, [RelativePath.Parse(path)]));
        view.Planned(new RunPreview(ViewFixture.OneOfEach, Unchanged: 0, ContentBytes: 0));

        Assert.Equal(lines, _fixture.Results);
    }

    [Fact]
    public void A_plan_that_would_be_refused_says_so()
    {
        View(Verbosity.Normal, isDryRun: true).Ended(
            ViewFixture.Summary with { Exit = ExitCode.Refused, Message = "it would delete 40 of 50 files" });

        Assert.Contains("prod: a push would be refused: it would delete 40 of 50 files\n", _fixture.Remarks, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCode.NoConnection, "")]
    [InlineData(ExitCode.Refused, "")]
    [InlineData(ExitCode.DeployFailed, "prod: 0 sent, 0 removed, 0 unchanged; 0 B in 0.00 s\n")]
    public void A_failure_is_an_error_and_accounts_only_for_what_was_done(ExitCode exit, string results)
    {
        View(Verbosity.Normal).Ended(new RunSummary { Target = "prod", Exit = exit, Message = "no route to host" });

        Assert.Equal((results, "lockstep: prod: no route to host\n"), (_fixture.Results, _fixture.Remarks));
    }

    [Fact]
    public void One_of_several_targets_marks_every_line()
    {
        var view = new LineView(_fixture.Output, "prod", isOneOfSeveral: true, new RunViewOptions(Verbosity.Verbose, IsDryRun: false, []));
        view.FileDone(ViewFixture.Add("a", 1), 1);
        view.ProblemFound(new Problem(RelativePath.Parse("b"), "gone"));

        Assert.Equal(("prod: + a\n", "prod: x b: gone\n"), (_fixture.Results, _fixture.Remarks));
    }

    [Fact]
    public void A_targets_name_cannot_steer_the_terminal()
    {
        new LineView(_fixture.Output, "\e[2J:", isOneOfSeveral: false, new RunViewOptions(Verbosity.Normal, IsDryRun: false, [])).Note("hello");

        Assert.Equal("\\x1b[2J: hello\n", _fixture.Remarks);
    }

    private LineView View(Verbosity verbosity, bool isDryRun = false) =>
        new(_fixture.Output, "prod", isOneOfSeveral: false, new RunViewOptions(verbosity, isDryRun, []));
}
