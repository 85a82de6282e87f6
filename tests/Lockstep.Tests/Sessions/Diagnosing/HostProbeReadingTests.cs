using System.Text;
using Lockstep.Sessions.Diagnosing;
using Lockstep.Transport;
using Xunit;

namespace Lockstep.Tests.Sessions.Diagnosing;

/// <summary>What a host prints is read as facts, whatever a login adds to it, and within bounds.</summary>
public sealed class HostProbeReadingTests
{
    [Fact]
    public void Facts_are_read_in_pieces_and_noise_apart()
    {
        var reading = new HostProbeReading(TimeProvider.System);
        foreach (char letter in "\nWelcome!\nno end<lockstep-doctor> start\nlate noise\n<lockstep-doctor> root missing /a b\r\n<lockstep-doctor> end\n")
        {
            Assert.False(reading.IsOver);
            reading.Add([(byte)letter]);
        }

        Assert.True(reading.IsOver);
        Assert.Equal(("Welcome!", "missing /a b", null), (reading.Answer.Noise, reading.Answer.Find("root"), reading.Answer.Find("sudo")));
    }

    [Fact]
    public void A_clock_is_compared_with_ours()
    {
        var reading = new HostProbeReading(TimeProvider.System);
        reading.Add(Encoding.ASCII.GetBytes($"<lockstep-doctor> time {DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1000}\n"));
        Assert.InRange(reading.Answer.ClockAhead!.Value.TotalSeconds, 900, 1001);
    }

    [Theory]
    [InlineData("<lockstep-bootstrap> forced 0123\n", true)]
    [InlineData("<lockstep-doctor> start\n<lockstep-bootstrap> forced 0123\n", false)]
    public void A_forced_agent_is_recognised(string text, bool isConfined)
    {
        var reading = new HostProbeReading(TimeProvider.System);
        reading.Add(Encoding.ASCII.GetBytes(text));
        Assert.Equal(isConfined, reading.IsConfined);
    }

    [Fact]
    public void Whatever_a_host_prints_is_bounded_and_printable()
    {
        var reading = new HostProbeReading(TimeProvider.System);
        reading.Add("<lockstep-doctor> home \e[2J\n"u8);
        Assert.Equal("\\x1b[2J", reading.Answer.Find("home"));
        reading.Add(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("<lockstep-doctor> x y\n", 1000))));
        Assert.Equal(100, reading.Answer.Facts.Count);
        byte[] flood = new byte[64 * 1024];
        Assert.Throws<ConnectionException>(() =>
        {
            for (int i = 0; i < 5; i++)
            {
                reading.Add(flood);
            }
        });
    }

    /// <summary>Login shells read single-quoted text alike only without these.</summary>
    [Fact]
    public void Any_login_shell_hands_the_script_on_unharmed() =>
        Assert.Equal(-1, HostProbeScript.Text.AsSpan().IndexOfAny("'\\!\n"));
}
