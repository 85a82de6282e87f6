using Lockstep.Rsync;
using Lockstep.Tests.Files;

namespace Lockstep.InteropTests.Rsync;

/// <summary>Command lines that rsync refuses: the same words and the same code.</summary>
public sealed class UsageErrorsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("--bogus|a|b")]
    [InlineData("-aQv|a|b")]
    [InlineData("--recurs|a|b")]
    [InlineData("--no-archive|a|b")]
    [InlineData("--archive=yes|a|b")]
    [InlineData("-a=x|a|b")]
    [InlineData("-a|a|b|--exclude")]
    [InlineData("-a|a|b|-e")]
    [InlineData("--timeout=abc|a|b")]
    [InlineData("--timeout=5x|a|b")]
    [InlineData("--timeout=99999999999|a|b")]
    [InlineData("--max-size=1x|a|b")]
    [InlineData("--max-size=1ki|a|b")]
    [InlineData("--max-size=-5|a|b")]
    [InlineData("--max-size=+1|a|b")]
    [InlineData("--bwlimit=0.01|a|b")]
    [InlineData("--block-size=200k|a|b")]
    [InlineData("--max-alloc=1|a|b")]
    [InlineData("--outbuf=X|a|b")]
    [InlineData("--stderr=x|a|b")]
    [InlineData("--info=bogus|a|b")]
    [InlineData("--debug=bogus|a|b")]
    [InlineData("--chmod=zz|a|b")]
    [InlineData("--chown=x|--chown=y|a|b")]
    [InlineData("--usermap=a:b|--chown=x|a|b")]
    [InlineData("--inplace|--partial-dir=x|a|b")]
    [InlineData("--append|--partial-dir=x|a|b")]
    [InlineData("--inplace|--delay-updates|a|b")]
    [InlineData("--append|--whole-file|a|b")]
    [InlineData("--compare-dest=a|--link-dest=b|a|b")]
    [InlineData("--del|--delete-after|a|b")]
    [InlineData("--delete|a|b")]
    [InlineData("-b|--suffix=|a|b")]
    [InlineData("--suffix=a/b|a|b")]
    [InlineData("--fake-super|-XX|a|b")]
    [InlineData("--secluded-args|--old-args|a|b")]
    [InlineData("--checksum-choice=bogus|a|b")]
    [InlineData("--compress-choice=bogus|a|b")]
    [InlineData("-Mfoo|a|b")]
    [InlineData("--stop-after=0|a|b")]
    [InlineData("--stop-at=2001-01-01|a|b")]
    [InlineData("-a||b")]
    [InlineData("-a|a|")]
    [InlineData("a:b|c:d")]
    [InlineData("a:b|c:|d")]
    [InlineData("a:x|b|c")]
    [InlineData("--password-file=x|a|b:c")]
    [InlineData("--contimeout=5|a|b:c")]
    [InlineData("--files-from=h2:x|a|b:c")]
    public void A_wrong_command_line_is_refused_in_the_same_words(string line)
    {
        string[] words = line.Split('|');
        StockResult stock = StockRsync.Run(_directory.Path, words);
        var refusal = Assert.Throws<RsyncException>(() => RsyncInvocationReader.Read(words, _ => null));
        string[] said = [.. stock.Errors.Split('\n').TakeWhile(text => !text.StartsWith("rsync error:", StringComparison.Ordinal))];
        Assert.Equal(said, refusal.Message.Split('\n'));
        Assert.Equal(stock.Exit, (int)refusal.Exit);
    }

    [Theory]
    [InlineData("zz foo")]
    [InlineData("- ")]
    [InlineData("-")]
    [InlineData("-x,z foo")]
    [InlineData("-foo")]
    [InlineData("--foo")]
    [InlineData("Hs foo")]
    [InlineData("! foo")]
    [InlineData(":-+ x")]
    [InlineData(".! x")]
    [InlineData(":")]
    public void A_wrong_rule_is_refused_in_the_same_words(string rule)
    {
        StockResult stock = StockRsync.Run(_directory.Path, ["-r", "-f", rule, "a", "b"]);
        RsyncInvocation invocation = RsyncInvocationReader.Read(["-r", "-f", rule, "a", "b"], _ => null);
        var refusal = Assert.Throws<RsyncException>(
            () => Lockstep.Rsync.Rules.FilterRules.Of(invocation.Options, new DiskRuleFiles(_directory.Path), _ => null));
        Assert.Equal(stock.Errors.Split('\n')[0], refusal.Message);
        Assert.Equal(stock.Exit, (int)refusal.Exit);
    }
}
