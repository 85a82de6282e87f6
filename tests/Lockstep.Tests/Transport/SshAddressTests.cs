using Lockstep.Transport;
using Xunit;

namespace Lockstep.Tests.Transport;

public sealed class SshAddressTests
{
    [Theory]
    [InlineData("box", null, null, "box")]
    [InlineData("box", "me", null, "me@box")]
    [InlineData("box", "me", 2222, "me@box (port 2222)")]
    [InlineData("::1", "a@b", 1, "a@b@::1 (port 1)")]
    public void An_address_reads_as_ssh_takes_it(string host, string? user, int? port, string text) =>
        Assert.Equal(text, new SshAddress(host, user, port).ToString());

    [Theory]
    [InlineData("", null, null, "no host")]
    [InlineData("-oProxyCommand=x", null, null, "starts with \"-\"")]
    [InlineData("box", "-oProxyCommand=x", null, "starts with \"-\"")]
    [InlineData("box", "", null, "empty user")]
    [InlineData("a b", null, null, "white space")]
    [InlineData("a\nb", null, null, "control character")]
    [InlineData("box", "a\u001bb", null, "control character")]
    [InlineData("box", null, 0, "between 1 and 65535")]
    [InlineData("box", null, 65536, "between 1 and 65535")]
    public void What_ssh_could_misread_is_refused(string host, string? user, int? port, string words)
    {
        SyncException refusal = Assert.Throws<SyncException>(() => new SshAddress(host, user, port));
        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "ssh box true")]
    [InlineData(22, null, "ssh -p 22 box true")]
    [InlineData(null, 1500, "ssh -o ConnectTimeout=2 box true")]
    public void Nothing_but_what_was_given_reaches_ssh(int? port, int? patience, string words)
    {
        var settings = new SshSettings { ConnectTimeout = patience is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null };
        IReadOnlyList<ReadOnlyMemory<byte>> command = SshCommand.Build(settings, new SshAddress("box", port: port), "true");
        Assert.Equal(words, string.Join(' ', command.Select(word => System.Text.Encoding.UTF8.GetString(word.Span))));
    }

    [Fact]
    public void An_empty_ssh_command_is_refused() =>
        Assert.Contains("LOCKSTEP_SSH", Assert.Throws<SyncException>(() => SshCommand.Build(new SshSettings { Command = " " }, new SshAddress("box"), "true")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("ssh 'x", true)]
    [InlineData("ssh \"it's", true)]
    [InlineData("ssh \"it's\" 'a\"b' \\'", false)]
    public void A_quote_that_is_not_closed_is_told(string command, bool isOpen)
    {
        Assert.Equal(isOpen, ShellWords.HasOpenQuote(command));
        if (isOpen)
        {
            Assert.Equal(ExitCode.Usage, Assert.Throws<SyncException>(() => SshCommand.Build(new SshSettings { Command = command }, new SshAddress("box"), "true")).ExitCode);
        }
    }

    [Theory]
    [InlineData("/opt/agents", true)]
    [InlineData("~/agents", true)]
    [InlineData("agents", false)]
    [InlineData("~other/agents", false)]
    [InlineData("/opt/a\nb", false)]
    public void An_agent_directory_is_absolute_or_below_home(string directory, bool isTaken)
    {
        if (isTaken)
        {
            Assert.Equal(directory, new SshSettings { AgentDirectory = directory }.AgentDirectory);
            return;
        }

        Assert.Throws<SyncException>(() => new SshSettings { AgentDirectory = directory });
    }
}
