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
        { Usual with { Added = 3, Updated = 1, Renamed = 2, KeptProtected = 3, SkippedHidden = 27, SkippedIgnored = 143 }, "run 12: 4 sent (3 new, 1 updated), 2 renamed, 0 removed, 812 unchanged; 3 kept (protected), 27 hidden and 143 ignored not sent; 10 KB in 0.26 s" },
        { Usual, "run 12: 0 sent, 0 removed, 812 unchanged; 10 KB in 0.26 s" },
        { Usual with { Run = 0 }, "0 sent, 0 removed, 812 unchanged; 10 KB in 0.26 s" },
        { Usual with { Deleted = 1234 }, "run 12: 0 sent, 1,234 removed, 812 unchanged; 10 KB in 0.26 s" },
        { Usual with { SkippedHidden = 1 }, "run 12: 0 sent, 0 removed, 812 unchanged; 1 hidden not sent; 10 KB in 0.26 s" },
        { Usual with { SkippedIgnored = 1 }, "run 12: 0 sent, 0 removed, 812 unchanged; 1 ignored not sent; 10 KB in 0.26 s" },
        { Usual with { KeptProtected = 5 }, "run 12: 0 sent, 0 removed, 812 unchanged; 5 kept (protected); 10 KB in 0.26 s" },
        { Usual with { Drift = 2, DriftKept = 2 }, "run 12: 0 sent, 0 removed, 812 unchanged; 2 changed on the target, 2 of them kept; 10 KB in 0.26 s" },
        { Usual with { Drift = 2, Updated = 2 }, "run 12: 2 sent (0 new, 2 updated), 0 removed, 812 unchanged; 2 changed on the target, overwritten; 10 KB in 0.26 s" },
        { Usual with { Problems = 1 }, "run 12: 0 sent, 0 removed, 812 unchanged; 1 problem; 10 KB in 0.26 s" },
        { Usual with { Problems = 2 }, "run 12: 0 sent, 0 removed, 812 unchanged; 2 problems; 10 KB in 0.26 s" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_line_accounts_for_everything(RunSummary summary, string line) => Assert.Equal(line, AccountingLine.Of(summary, isDryRun: false, "sent"));

    [Fact]
    public void With_nothing_between_the_sides_the_bytes_are_those_of_the_contents() => Assert.Equal(
        "run 12: 0 put back, 0 removed, 812 unchanged; 48 KB in 0.26 s",
        AccountingLine.Of(Usual with { BytesSent = 0, BytesContent = 48_211 }, isDryRun: false, "put back"));

    [Fact]
    public void A_dry_run_says_that_nothing_was_changed() => Assert.Equal(
        "would be 1 sent (1 new, 0 updated), 0 removed, 812 unchanged; nothing was changed",
        AccountingLine.Of(Usual with { Added = 1 }, isDryRun: true, "sent"));
}
