using Lockstep.Transport;
using Xunit;

namespace Lockstep.Tests.Transport;

public sealed class ShellWordsTests
{
    [Theory]
    [InlineData("ssh", "ssh")]
    [InlineData("  ssh \t -v ", "ssh|-v")]
    [InlineData("ssh -F ./ssh_config", "ssh|-F|./ssh_config")]
    [InlineData("ssh -F 'my config'", "ssh|-F|my config")]
    [InlineData("ssh -F \"my config\"", "ssh|-F|my config")]
    [InlineData("ssh -F my\\ config", "ssh|-F|my config")]
    [InlineData("ssh -o'ProxyCommand=nc \"%h\" %p'", "ssh|-oProxyCommand=nc \"%h\" %p")]
    [InlineData("'it'\"'\"s", "it's")]
    [InlineData("\"a\\\"b\\\\c\\d\"", "a\"b\\c\\d")]
    [InlineData("'a\\b'", "a\\b")]
    [InlineData("a '' b", "a||b")]
    [InlineData("a~b", "a~b")]
    [InlineData("'$HOME'", "$HOME")]
    [InlineData("\\$HOME", "$HOME")]
    [InlineData("", "")]
    public void Words_are_split_as_a_shell_does(string command, string words)
    {
        Assert.True(ShellWords.TrySplit(command, out IReadOnlyList<string> split));
        Assert.Equal(words, string.Join('|', split));
    }

    [Theory]
    [InlineData("ssh 'open")]
    [InlineData("ssh \"open")]
    [InlineData("ssh \\")]
    [InlineData("$SSH -v")]
    [InlineData("\"$SSH\" -v")]
    [InlineData("`which ssh`")]
    [InlineData("\"`which ssh`\"")]
    [InlineData("~/bin/ssh")]
    [InlineData("ssh -F ~/config")]
    [InlineData("ssh | cat")]
    [InlineData("ssh; true")]
    [InlineData("ssh >log")]
    [InlineData("ssh & ")]
    [InlineData("/opt/*/ssh")]
    [InlineData("ssh\nssh")]
    public void What_only_a_shell_can_read_is_left_to_one(string command) => Assert.False(ShellWords.TrySplit(command, out _));
}
