using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Sessions;
using Xunit;

namespace Lockstep.Tests.Cli;

public sealed class ProgressTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Nothing_is_promised_before_the_rate_is_known()
    {
        var rate = new TransferRate(_time);
        Assert.Null(rate.TimeFor(100));

        rate.Measure(0);
        _time.Pass(0.5);
        rate.Measure(50);
        Assert.Null(rate.TimeFor(100));
    }

    [Fact]
    public void A_steady_rate_is_told_exactly()
    {
        TransferRate rate = Steady(bytesPerSecond: 1000, seconds: 5);

        Assert.Equal(1000, rate.BytesPerSecond!.Value, precision: 6);
        Assert.Equal(30, rate.TimeFor(30_000)!.Value.TotalSeconds, precision: 3);
    }

    [Fact]
    public void A_stall_halves_the_rate_with_every_half_life()
    {
        TransferRate rate = Steady(bytesPerSecond: 1000, seconds: 60);

        for (int i = 0; i < 20; i++)
        {
            _time.Pass(TransferRate.HalfLife.TotalSeconds / 20);
            rate.Measure(60_000);
        }

        Assert.Equal(500, rate.BytesPerSecond!.Value, precision: 3);
    }

    [Fact]
    public void Nothing_is_promised_beyond_a_day() => Assert.Null(Steady(bytesPerSecond: 1, seconds: 5).TimeFor(90_000));

    [Fact]
    public void Nothing_is_promised_when_nothing_moves() => Assert.Null(Steady(bytesPerSecond: 0, seconds: 5).TimeFor(1));

    [Theory]
    [InlineData(Phase.Connect, "prod   connecting  0:07")]
    [InlineData(Phase.Scan, "prod   scanning    0:07")]
    [InlineData(Phase.Transfer, "prod   sending     0:07")]
    [InlineData(Phase.Deploy, "prod   deploying   0:07")]
    public void A_phase_without_a_measure_shows_a_clock(Phase phase, string line)
    {
        var row = new ProgressRow("prod", titleWidth: 5, _time);
        row.Start(phase);
        _time.Pass(7.5);

        Assert.Equal(line.PadRight(40), row.Render(40));
    }

    [Theory]
    [InlineData(100, "prod  sending     ██████░░░░░░░░░░░░░░  30%    300/1,200 files   12 MB/40 MB  4.0 MB/s  0:07 left")]
    [InlineData(94, "prod  sending      30%    300/1,200 files   12 MB/40 MB  4.0 MB/s  0:07 left")]
    [InlineData(70, "prod  sending      30%   12 MB/40 MB  4.0 MB/s  0:07 left")]
    [InlineData(50, "prod  sending      30%   12 MB/40 MB  0:07 left")]
    [InlineData(40, "prod  sending      30%  0:07 left")]
    public void A_transfer_shows_how_far_it_is_and_what_is_left_however_narrow_the_terminal(int width, string line)
    {
        var row = new ProgressRow("prod", titleWidth: 4, _time);
        row.Start(Phase.Transfer);
        row.Progress(0, 1200, 0, 40_000_000);
        for (int second = 1; second <= 3; second++)
        {
            _time.Pass(1);
            row.Progress(100 * second, 1200, 4_000_000L * second, 40_000_000);
        }

        Assert.Equal(line.PadRight(width), row.Render(width));
    }

    [Fact]
    public void A_log_has_the_same_in_words()
    {
        var row = new ProgressRow("prod", titleWidth: 4, _time);
        row.Start(Phase.Connect);
        _time.Pass(7.5);
        Assert.Equal("prod: connecting, 0:07", row.Line());
        row.Start(Phase.Transfer);
        row.Progress(0, 1200, 0, 40_000_000);
        for (int second = 1; second <= 3; second++)
        {
            _time.Pass(1);
            row.Progress(100 * second, 1200, 4_000_000L * second, 40_000_000);
        }

        Assert.Equal("prod: sending 30%, 300/1,200 files, 12 MB/40 MB, 4.0 MB/s, 0:07 left", row.Line());
    }

    [Fact]
    public void A_target_has_a_line_from_its_first_phase_to_its_end()
    {
        var row = new ProgressRow("prod", titleWidth: 4, _time);
        (bool, bool) before = (row.IsActive, row.Connecting is not null);
        row.Start(Phase.Connect);
        (bool, bool) connecting = (row.IsActive, row.Connecting is not null);
        row.Start(Phase.Scan);
        (bool, bool) scanning = (row.IsActive, row.Connecting is not null);
        row.Finish();

        Assert.Equal(((false, false), (true, true), (true, false), (false, false)), (before, connecting, scanning, (row.IsActive, row.Connecting is not null)));
    }

    private TransferRate Steady(long bytesPerSecond, int seconds)
    {
        var rate = new TransferRate(_time);
        rate.Measure(0);
        for (int second = 1; second <= seconds; second++)
        {
            _time.Pass(1);
            rate.Measure(bytesPerSecond * second);
        }

        return rate;
    }
}
