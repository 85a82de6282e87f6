using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Plan;
using Lockstep.Sessions.Inspecting;
using Lockstep.Tree;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.Tests.Cli;

public sealed class StatusTextTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddHours(3);

    private static PastRun LastOne => new(12, DateTimeOffset.UnixEpoch, "ann@desk", new RunOrigin(RunKind.Push), default, 0);

    /// <summary>A target that is in step and was pushed to once.</summary>
    public static TargetStatus Quiet { get; } = new(
        [], [], [], Refusal: null, LastRun: 12, LastOne, Holder: null, IsInterrupted: false, "/srv/.lockstep/app");

    [Theory]
    [InlineData(LastingLife.Runs, "kept        './serve' runs, started 2 h ago (process 4711); to end it: lockstep run prod --stop\n")]
    [InlineData(LastingLife.Ended, "kept        './serve' ended with exit code 3, 1 h ago\n")]
    [InlineData(LastingLife.Lost, "kept        './serve' was killed, or ended with the machine; it was started 2 h ago\n")]
    public void A_command_that_was_left_running_is_told(LastingLife life, string line)
    {
        var lasting = new LastingState(life, "./serve", 4711, Now.AddHours(-2), 3, Now.AddHours(-1));
        Assert.Contains(line, Text(Quiet with { Lasting = lasting }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_in_step_is_told_in_few_words() => Assert.Equal(
        """
        prod
          place       ~/app on prod
          not pushed  nothing
          drift       none
          last run    12, 3 h ago, by ann@desk
          in use      no
          engine      agent
          state       /srv/.lockstep/app
        """,
        Text(Quiet));

    [Fact]
    public void What_is_to_do_is_named_three_at_a_time() => Assert.Contains(
        "not pushed  7: > lib/old.c -> lib/new.c, ~ run.sh (mode 0644 to 0755), ~ src/a.c and 4 more\n",
        Text(Quiet with { Changes = [.. ViewFixture.OneOfEach.Where(change => !change.IsHousekeeping)] }),
        StringComparison.Ordinal);

    [Fact]
    public void Verbose_names_all() => Assert.Contains(
        "  drift       2\n    a (changed 3 h ago)\n    b (removed)\n  conflicts   1\n    c (added 3 h ago)\n",
        Text(Quiet with { Drift = [Changed("a"), Removed("b")], Conflicts = [Changed("c") with { IsManaged = false }] }, namesAll: true),
        StringComparison.Ordinal);

    [Fact]
    public void A_target_that_was_never_pushed_to_has_nothing_to_tell() => Assert.Equal(
        "prod\n  place       ~/app on prod\n  not pushed  nothing\n  drift       none\n  last run    none yet\n  in use      no\n  engine      agent\n  state       none yet",
        Text(Quiet with { LastRun = 0, Last = null, State = null }));

    [Fact]
    public void How_the_last_run_was_deployed_is_told() => Assert.Contains(
        "last run    12, 3 h ago, by ann@desk, deploy failed with exit code 3\n",
        Text(Quiet with { Last = LastOne with { Deploy = new DeployOutcome(3, TimedOut: false) } }),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("bob@pc since noon", false, "in use      bob@pc since noon\n")]
    [InlineData("bob@pc since noon", true, "in use      putting a run in place: bob@pc since noon\n")]
    [InlineData(null, true, "in use      no; a run was interrupted while it was put in place, the next push finishes it\n")]
    public void Who_is_at_it_is_told(string? holder, bool isInterrupted, string line) =>
        Assert.Contains(line, Text(Quiet with { Holder = holder, IsInterrupted = isInterrupted }), StringComparison.Ordinal);

    [Theory]
    [InlineData(-120, "on 1970-01-01 05:00 UTC")]
    [InlineData(0, "just now")]
    [InlineData(12, "12 min ago")]
    [InlineData(179, "2 h ago")]
    [InlineData(60 * 30, "1 day ago")]
    [InlineData(60 * 24 * 13, "13 days ago")]
    [InlineData(60 * 24 * 20, "on 1969-12-12")]
    public void Ages_are_told_as_people_do(int minutes, string age) => Assert.Equal(age, AgeText.Of(Now.AddMinutes(-minutes), Now));

    private static Difference Changed(string path) => new(RelativePath.Parse(path), ViewFixture.File(1), IsManaged: true);

    private static Difference Removed(string path) => new(RelativePath.Parse(path), Entry.Absent, IsManaged: true);

    private static string Text(TargetStatus status, bool namesAll = false) => string.Join('\n', StatusText.Of("prod", "~/app on prod", status, namesAll, Now, paint: default));
}
