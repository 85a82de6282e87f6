using System.Text;
using Lockstep.Transport;

namespace Lockstep.Tests.Transport;

/// <summary>The forms of <c>-L</c> and <c>-R</c> in ssh(1), and what is none of them.</summary>
public sealed class PortForwardTests
{
    [Theory]
    [InlineData(ForwardSide.Local, "8000:localhost:8000")]
    [InlineData(ForwardSide.Local, "127.0.0.1:8000:localhost:80")]
    [InlineData(ForwardSide.Local, "*:8000:db:5432")]
    [InlineData(ForwardSide.Local, ":8000:db:5432")]
    [InlineData(ForwardSide.Local, "[::1]:8000:[fe80::1]:65535")]
    [InlineData(ForwardSide.Local, "8000:/var/run/docker.sock")]
    [InlineData(ForwardSide.Local, "localhost:8000:/var/run/docker.sock")]
    [InlineData(ForwardSide.Local, "/tmp/here.sock:db:5432")]
    [InlineData(ForwardSide.Local, "/tmp/here.sock:/tmp/there.sock")]
    [InlineData(ForwardSide.Remote, "0:localhost:3000")]
    [InlineData(ForwardSide.Remote, "9000:localhost:3000")]
    [InlineData(ForwardSide.Remote, "1080")]
    [InlineData(ForwardSide.Remote, "localhost:1080")]
    public void What_ssh_understands_is_taken_as_it_is(ForwardSide side, string spec) => Assert.Equal(spec, PortForward.Parse(side, spec).Spec);

    [Theory]
    [InlineData(ForwardSide.Local, "", "does not say what is forwarded where")]
    [InlineData(ForwardSide.Local, "8000", "does not say what is forwarded where")]
    [InlineData(ForwardSide.Local, "8000:localhost", "does not say what is forwarded where")]
    [InlineData(ForwardSide.Local, "1:2:3:4:5", "does not say what is forwarded where")]
    [InlineData(ForwardSide.Local, "0:localhost:80", "has the port '0', which is not a number from 1 to 65535")]
    [InlineData(ForwardSide.Local, "8000:localhost:0", "has the port '0', which is not a number from 1 to 65535")]
    [InlineData(ForwardSide.Local, "8000:localhost:65536", "has the port '65536'")]
    [InlineData(ForwardSide.Local, "web:localhost:80", "has the port 'web'")]
    [InlineData(ForwardSide.Local, "8000:localhost:", "has the port ''")]
    [InlineData(ForwardSide.Local, "8000::80", "names no host")]
    [InlineData(ForwardSide.Local, "[::1:8000:localhost:80", "has a '['")]
    [InlineData(ForwardSide.Local, "[::1]8000:localhost:80", "has a '['")]
    [InlineData(ForwardSide.Local, "8000:local host:80", "holds white space")]
    [InlineData(ForwardSide.Local, "8000:localhost:80\n", "holds white space")]
    [InlineData(ForwardSide.Remote, "-1:localhost:80", "has the port '-1', which is not a number from 0 to 65535")]
    [InlineData(ForwardSide.Remote, "socks", "has the port 'socks'")]
    public void Anything_else_is_refused(ForwardSide side, string spec, string words)
    {
        SyncException refusal = Assert.Throws<SyncException>(() => PortForward.Parse(side, spec));
        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forwards_are_ssh_s_own_options_and_one_that_fails_ends_it()
    {
        var settings = new SshSettings { Forwards = [PortForward.Parse(ForwardSide.Local, "8000:a:1"), PortForward.Parse(ForwardSide.Remote, "9000:b:2")] };
        IReadOnlyList<ReadOnlyMemory<byte>> command = SshCommand.Build(settings, new SshAddress("box"), "true");
        Assert.Equal(
            "ssh -o ExitOnForwardFailure=yes -L 8000:a:1 -R 9000:b:2 box true",
            string.Join(' ', command.Select(word => Encoding.UTF8.GetString(word.Span))));
    }
}
