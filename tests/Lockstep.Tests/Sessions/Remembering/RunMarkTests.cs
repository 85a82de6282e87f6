using Lockstep.Plan;
using Lockstep.Sessions.Remembering;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Tests.Sessions.Remembering;

public sealed class RunMarkTests
{
    private static readonly RunSource Source = new("git:1", "~/small") { Commit = new string('1', 40), IsClean = true };

    private static readonly DateTimeOffset Started = new(2026, 12, 1, 8, 0, 0, TimeSpan.Zero);

    private static PastRun Run { get; } = new(3, Started, "ann@desk", default, default, 0) { Source = Source };

    public static TheoryData<PastRun?, bool, bool> Runs => new()
    {
        { Run, true, true },
        { Run with { Source = Source.Unclean with { Commit = new string('2', 40) } }, true, true },
        { Run with { Started = Started.AddMilliseconds(1) }, false, true },
        { Run with { Owner = "bob@desk" }, false, false },
        { Run with { Source = Source with { Directory = "~/other" } }, false, false },
        { Run with { Source = Source with { Project = "git:2" } }, false, false },
        { Run with { Source = null }, true, true },
        { null, true, true },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_run_is_the_marked_one_if_nothing_that_is_known_differs(PastRun? run, bool isSeen, bool isOwn)
    {
        RunMark seen = RunMark.OfLast(StateWith(Run)), own = RunMark.OfOwn("ann@desk", Source);

        Assert.Equal((isSeen, isOwn), (seen.MayBe(run), own.MayBe(run)));
    }

    [Fact]
    public void Where_nothing_is_known_of_the_run_any_may_be_it()
    {
        Assert.True(default(RunMark).MayBe(Run));
        Assert.Equal(default, RunMark.OfLast(StateWith(null)));
        Assert.Equal(default, RunMark.OfLast(StateWith(Run with { Run = 2 })));
    }

    private static TargetState StateWith(PastRun? last) => new(
        SnapshotDigest.None, Baseline: null, Drift: [], LastRun: 3, HasUnmanaged: false, HasStaged: false, Notes: [])
    {
        Last = last,
    };
}
