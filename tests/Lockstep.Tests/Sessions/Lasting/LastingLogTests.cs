using System.Text;
using Lockstep.Sessions.Lasting;
using Lockstep.Tests.Files;

namespace Lockstep.Tests.Sessions.Lasting;

/// <summary>What a lasting command writes: bounded, and read while it is written.</summary>
public sealed class LastingLogTests : IDisposable
{
    private const int Limit = 100;

    private readonly TemporaryDirectory _place = new();
    private readonly StringBuilder _read = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Two_files_are_kept_and_neither_outgrows_the_limit()
    {
        using var log = new LastingLog(_place.Handle, Limit);
        for (int i = 0; i < 1000; i++)
        {
            log.Write(Encoding.UTF8.GetBytes($"line {i}\n"));
        }

        Assert.Equal(["log", "log.old"], Directory.GetFiles(_place.Path).Select(Path.GetFileName).Order());
        Assert.All(Directory.GetFiles(_place.Path), file => Assert.InRange(new FileInfo(file).Length, 1, Limit));
        Assert.EndsWith("line 998\nline 999\n", File.ReadAllText(_place["log.old"]) + File.ReadAllText(_place["log"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_piece_longer_than_the_limit_is_cut()
    {
        using var log = new LastingLog(_place.Handle, Limit);
        log.Write(new byte[(10 * Limit) + 1]);
        Assert.Equal((1, Limit), (new FileInfo(_place["log"]).Length, new FileInfo(_place["log.old"]).Length));
    }

    [Fact]
    public void The_next_command_writes_on_where_the_last_one_stopped()
    {
        using (var first = new LastingLog(_place.Handle))
        {
            first.Write("one\n"u8);
        }

        using (var second = new LastingLog(_place.Handle))
        {
            second.WriteStart(DateTimeOffset.UnixEpoch, "serve");
        }

        Assert.Equal("one\n-- 1970-01-01 00:00:00 UTC: serve\n", File.ReadAllText(_place["log"]));
    }

    [Fact]
    public void What_cannot_be_written_is_lost_and_told_when_it_can_again()
    {
        _place.WithDirectory("log");
        using var log = new LastingLog(_place.Handle);
        log.Write("12345"u8);
        log.Write("678"u8);
        Directory.Delete(_place["log"]);
        log.Write("9\n"u8);
        Assert.Equal("\n-- 8 bytes could not be written: is a directory\n9\n", File.ReadAllText(_place["log"]));
    }

    [Fact]
    public void A_follower_gets_all_in_order_across_many_files()
    {
        using var follower = LogFollower.FromNow(_place.Handle);
        using var log = new LastingLog(_place.Handle, Limit);
        var written = new StringBuilder();
        for (int i = 0; i < 500; i++)
        {
            string line = $"line {i}\n";
            log.Write(Encoding.UTF8.GetBytes(line));
            written.Append(line);
            if (i % 10 == 0)
            {
                follower.ReadOn(Take);
            }
        }

        follower.ReadOn(Take);
        Assert.Equal(written.ToString(), _read.ToString());
    }

    [Fact]
    public void A_follower_that_is_late_gets_what_is_still_there()
    {
        using var log = new LastingLog(_place.Handle, Limit);
        log.Write("first\n"u8);
        using var follower = LogFollower.FromNow(_place.Handle);
        for (int i = 0; i < 500; i++)
        {
            log.Write(Encoding.UTF8.GetBytes($"line {i}\n"));
        }

        follower.ReadOn(Take);
        Assert.StartsWith("line 0\n", _read.ToString(), StringComparison.Ordinal);
        Assert.EndsWith(File.ReadAllText(_place["log.old"]) + File.ReadAllText(_place["log"]), _read.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(3, "")]
    [InlineData(5, "")]
    [InlineData(6, "cccc\n")]
    [InlineData(12, "bbbb\ncccc\n")]
    [InlineData(1000, "aaaa\nbbbb\ncccc\n")]
    public void A_follower_may_start_some_lines_before_the_end(int before, string shown)
    {
        File.WriteAllText(_place["log"], "aaaa\nbbbb\ncccc\n");
        using var follower = LogFollower.FromBefore(_place.Handle, before);
        follower.ReadOn(Take);
        Assert.Equal(shown, _read.ToString());
    }

    private void Take(ReadOnlySpan<byte> bytes) => _read.Append(Encoding.UTF8.GetString(bytes));
}
