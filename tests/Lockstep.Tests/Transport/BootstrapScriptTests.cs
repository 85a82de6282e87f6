using Lockstep.Cli.Commands;
using Lockstep.Transport;
using Lockstep.Transport.Bootstrap;
using Xunit;

namespace Lockstep.Tests.Transport;

public sealed class BootstrapScriptTests
{
    private static readonly AgentBundle Agents =
        new([new AgentImage(AgentPlatform.LinuxX64, "0123456789abcdef0123456789abcdef", 100, 50, () => Stream.Null)]);

    [Theory]
    [InlineData('\n', "csh ends the command there")]
    [InlineData('!', "csh and tcsh replace it by an earlier command")]
    [InlineData('\\', "fish reads it inside single quotes")]
    public void No_login_shell_finds_a_character_it_reads_in_its_own_way(char character, string reason) =>
        Assert.False(BootstrapScript.CommandLine(Agents).Contains(character, StringComparison.Ordinal), reason);

    [Fact]
    public void The_script_is_one_quoted_word_for_sh()
    {
        string line = BootstrapScript.CommandLine(Agents);
        Assert.StartsWith("sh -c '", line, StringComparison.Ordinal);
        Assert.EndsWith("'", line, StringComparison.Ordinal);
        Assert.Equal(2, line.Count(c => c == '\''));
    }

    [Fact]
    public void A_shell_that_echoes_the_script_does_not_print_a_marker() =>
        Assert.DoesNotContain("<lockstep-bootstrap>", BootstrapScript.CommandLine(Agents), StringComparison.Ordinal);
}
