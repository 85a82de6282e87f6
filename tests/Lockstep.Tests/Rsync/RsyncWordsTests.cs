using Lockstep.Rsync;
using Lockstep.Rsync.Options;
using Lockstep.Rsync.Rules;
using Lockstep.Rsync.Texts;

namespace Lockstep.Tests.Rsync;

/// <summary>Words of rsync's command line and of its output, as tables.</summary>
public sealed class RsyncWordsTests
{
    [Theory]
    [InlineData("dir/file", RsyncReach.Local, null, null, "dir/file")]
    [InlineData("./a:b", RsyncReach.Local, null, null, "./a:b")]
    [InlineData("host:", RsyncReach.Shell, null, "host", "")]
    [InlineData("ann@host:a:b", RsyncReach.Shell, "ann", "host", "a:b")]
    [InlineData("a@b@host:x", RsyncReach.Shell, "a@b", "host", "x")]
    [InlineData("[::1]:x", RsyncReach.Shell, null, "::1", "x")]
    [InlineData("u@[fe80::1%eth0]:x", RsyncReach.Shell, "u", "fe80::1%eth0", "x")]
    [InlineData("host::mod/a", RsyncReach.Daemon, null, "host", "mod/a")]
    [InlineData("rsync://u@host/mod/a", RsyncReach.Daemon, "u", "host", "mod/a")]
    [InlineData("RSYNC://host", RsyncReach.Daemon, null, "host", "")]
    public void An_argument_says_how_it_is_reached(string word, RsyncReach reach, string? user, string? host, string path)
    {
        RsyncAddress address = RsyncAddress.Parse(word);

        Assert.Equal((reach, user, host, path), (address.Reach, address.User, address.Host, address.Path));
    }

    [Theory]
    [InlineData("rsync://[::1]:8873/m", 8873)]
    [InlineData("rsync://h/m", null)]
    public void A_url_may_name_a_port(string word, int? port) => Assert.Equal(port, RsyncAddress.Parse(word).Port);

    [Theory]
    [InlineData(0, 0, "0")]
    [InlineData(1234567, 0, "1234567")]
    [InlineData(1234567, 1, "1,234,567")]
    [InlineData(999, 2, "999")]
    [InlineData(1234567, 2, "1.23M")]
    [InlineData(1234567, 3, "1.18M")]
    [InlineData(4096, 2, "4.10K")]
    public void Numbers_are_written_as_asked_for(long number, int level, string text) => Assert.Equal(text, NumberText.Of(number, level));

    /// <summary>Modes as the stock rsync 3.5.0 gave them under umask 022.</summary>
    [Theory]
    [InlineData("u=rwx,go=rX", "644", "744")]
    [InlineData("u=rwx,go=rX", "4751", "4755")]
    [InlineData("+X", "640", "640")]
    [InlineData("+w", "640", "640")]
    [InlineData("-w", "666", "466")]
    [InlineData("-u", "2666", "2022")]
    [InlineData("=u", "2666", "644")]
    [InlineData("=rw", "4751", "4644")]
    [InlineData("u=s", "4751", "4051")]
    [InlineData("o=t", "644", "1640")]
    [InlineData("g=u", "4751", "4771")]
    [InlineData("a=g", "4751", "555")]
    [InlineData("g-o", "644", "604")]
    [InlineData("u-u", "4751", "4051")]
    [InlineData("+u", "600", "644")]
    [InlineData("D770,F660", "4751", "660")]
    [InlineData("7777", "640", "7777")]
    public void A_mode_is_changed_on_the_way(string clauses, string mode, string expected) =>
        Assert.Equal(Convert.ToInt32(expected, 8), ChmodRule.Apply(ChmodRule.Parse(clauses), Convert.ToInt32(mode, 8), isDirectory: false, umask: 0x12));

    [Theory]
    [InlineData("u=g+x")]
    [InlineData("g=ur")]
    [InlineData("u+rw-x")]
    [InlineData("77777")]
    [InlineData("u")]
    public void A_wrong_mode_is_refused(string clauses) => Assert.Throws<RsyncException>(() => ChmodRule.Parse(clauses));

    [Theory]
    [InlineData("*a*a*a*a*a*a*a*a*a*a*a*a*b")]
    [InlineData("**a**a**a**a**a**a**a**a**a**b")]
    public void A_pattern_made_to_take_forever_does_not(string pattern)
    {
        byte[] text = new byte[4096];
        text.AsSpan().Fill((byte)'a');

        Assert.False(Wildcard.Matches(ByteWord.Bytes(pattern), text));
    }

    [Fact]
    public void Options_that_follow_arguments_count_but_not_behind_two_dashes()
    {
        OptionDraft draft = OptionWords.Read(["a", "-n", "--", "-r"]);

        Assert.True(draft.Is("dry-run"));
        Assert.Equal(["a", "-r"], draft.Arguments);
    }

    [Fact]
    public void A_file_of_rules_that_names_itself_ends()
    {
        FilterRules rules = FilterRules.Of(new RsyncOptions { Rules = [new(RsyncRuleArgumentKind.Filter, ": .a")] }, new Files(), _ => null);
        DirectoryRules top = rules.AtTop("/top").Enter("");

        Assert.True(top.Enter("dir").Excludes("dir/x"u8, isDirectory: false, RuleSides.Sender));
    }

    /// <summary>Each file names the other, and leaves out <c>x</c>.</summary>
    private sealed class Files : IRuleFiles
    {
        public string ReadGiven(string path, bool isExclude) => throw new InvalidOperationException(path);

        public string ReadOfDirectory(string directory, string name) => $": {(name == ".a" ? ".b" : ".a")}\n: {name}\n- x\n";
    }
}
