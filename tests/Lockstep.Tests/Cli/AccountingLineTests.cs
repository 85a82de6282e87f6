using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Sessions;
using Xunit;

namespace Lockstep.Tests.Cli;

public sealed class AccountingLineTests
{
    private static readonly RunSummary Usual = new()
    {
        Target = "prod",
        Run = 12,
        Unchanged = 812,
        BytesSent = 10_234,
        Times = new PhaseTimes { Total = TimeSpan.FromMilliseconds(262) },
    };

    public static TheoryData<RunSummary, string> Cases => new()
    {
        { Usual with { Added = 3, Updated = 1, Renamed = 2, SkippedHidden = 27, SkippedIgnored = 143 }, "run 12: 4 sent, 2 renamed, 812 unchanged (27 hidden, 143 ignored stay here), 10 KB, 0.26 s" },
        { Usual, "run 12: nothing sent, 812 unchanged, 10 KB, 0.26 s" },
        { Usual with { Run = 0 }, "nothing sent, 812 unchanged, 10 KB, 0.26 s" },
        { Usual with { Deleted = 1234 }, "run 12: 1,234 removed, 812 unchanged, 10 KB, 0.26 s" },
        { Usual with { Added = 4, Unchanged = 0 }, "run 12: 4 sent, 10 KB, 0.26 s" },
        { Usual with { Added = 4, Unchanged = 0, SkippedHidden = 2 }, "run 12: 4 sent, 2 hidden stay here, 10 KB, 0.26 s" },
        { Usual with { SkippedHidden = 1 }, "run 12: nothing sent, 812 unchanged (1 hidden stays here), 10 KB, 0.26 s" },
        { Usual with { SkippedIgnored = 2 }, "run 12: nothing sent, 812 unchanged (2 ignored stay here), 10 KB, 0.26 s" },
        { Usual with { KeptProtected = 5 }, "run 12: nothing sent, 812 unchanged, 5 kept there, 10 KB, 0.26 s" },
        { Usual with { Drift = 2, DriftKept = 2 }, "run 12: nothing sent, 812 unchanged, 2 edited there, left alone, 10 KB, 0.26 s" },
        { Usual with { Drift = 2, Updated = 2 }, "run 12: 2 sent, 812 unchanged, 2 edited there, overwritten, 10 KB, 0.26 s" },
        { Usual with { Problems = 1 }, "run 12: nothing sent, 812 unchanged, 1 problem, 10 KB, 0.26 s" },
        { Usual with { Problems = 2 }, "run 12: nothing sent, 812 unchanged, 2 problems, 10 KB, 0.26 s" },
        { Usual with { Added = 4, BytesAgent = 9_000 }, "run 12: 4 sent, 812 unchanged, 10 KB (9.0 KB of it the agent, once), 0.26 s" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_line_accounts_for_everything(RunSummary summary, string line) => Assert.Equal(line, AccountingLine.Of(summary, isDryRun: false, "sent"));

    [Fact]
    public void With_nothing_between_the_sides_the_bytes_are_those_of_the_contents() => Assert.Equal(
        "run 12: nothing put back, 812 unchanged, 48 KB, 0.26 s",
        AccountingLine.Of(Usual with { BytesSent = 0, BytesContent = 48_211 }, isDryRun: false, "put back"));

    [Fact]
    public void A_dry_run_says_that_nothing_was_changed() => Assert.Equal(
        "would be 1 sent, 812 unchanged; nothing was changed",
        AccountingLine.Of(Usual with { Added = 1 }, isDryRun: true, "sent"));

    [Fact]
    public void Zeros_are_shown_where_everything_is_asked_for() => Assert.Equal(
        "run 12: 1 sent (1 new, 0 updated), 0 renamed, 0 removed, 812 unchanged (0 hidden, 0 ignored stay here), 0 kept there, 0 problems, 10 KB, 0.26 s",
        AccountingLine.Of(Usual with { Added = 1 }, isDryRun: false, "sent", isWhole: true));

    [Fact]
    public void A_line_is_broken_between_words()
    {
        string line = "prod: run 12: 4 sent, 2 renamed, 812 unchanged (27 hidden, 143 ignored stay here), 10 KB, 0.26 s";
        Assert.Equal(
            "prod: run 12: 4 sent, 2 renamed, 812 unchanged (27 hidden, 143 ignored stay\n  here), 10 KB, 0.26 s",
            WrappedText.Of(line, 80));
        Assert.All(WrappedText.Of(line, 40).Split('\n'), part => Assert.InRange(part.Length, 1, 40));
        Assert.Equal(line, WrappedText.Of(line, 0));
        Assert.Equal("12 sent,\n  10 KB,\n  0.26 s", WrappedText.Of("12 sent, 10 KB, 0.26 s", 11));
    }
}
