using Lockstep.Sessions.Live;
using Lockstep.Transport;

namespace Lockstep.Tests.Sessions.Live;

public sealed class BackoffTests
{
    [Fact]
    public void The_first_attempt_is_at_once_and_the_waits_double_up_to_half_a_minute()
    {
        double[] most = [0, 0.5, 1, 2, 4, 8, 16, 30, 30];
        var backoff = new Backoff(new Random(1));

        foreach (double seconds in most)
        {
            Assert.True(backoff.TryNext(out TimeSpan wait));
            Assert.InRange(wait.TotalSeconds, seconds / 2, seconds);
        }
    }

    [Fact]
    public void After_a_success_it_starts_over()
    {
        var backoff = new Backoff(new Random(1), retries: 1);
        Assert.True(backoff.TryNext(out _));

        backoff.Reset();

        Assert.True(backoff.TryNext(out TimeSpan wait));
        Assert.Equal(TimeSpan.Zero, wait);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void There_are_no_more_attempts_than_were_asked_for(int retries)
    {
        var backoff = new Backoff(new Random(1), retries);
        for (int i = 0; i < retries; i++)
        {
            Assert.True(backoff.TryNext(out _));
        }

        Assert.False(backoff.TryNext(out _));
    }

    [Theory]
    [InlineData(ConnectionFailure.Closed, true)]
    [InlineData(ConnectionFailure.TimedOut, true)]
    [InlineData(ConnectionFailure.Unreachable, true)]
    [InlineData(ConnectionFailure.Refused, true)]
    [InlineData(ConnectionFailure.HostUnknown, true)]
    [InlineData(ConnectionFailure.AuthenticationRefused, false)]
    [InlineData(ConnectionFailure.HostKeyChanged, false)]
    [InlineData(ConnectionFailure.HostKeyUnknown, false)]
    [InlineData(ConnectionFailure.Configuration, false)]
    public void What_cannot_pass_by_itself_is_not_tried_again(ConnectionFailure failure, bool isPassing) =>
        Assert.Equal(isPassing, Backoff.IsPassing(new ConnectionException(failure, "because")));
}
