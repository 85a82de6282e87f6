using System.Buffers.Binary;
using Lockstep.Rsync;
using Lockstep.Rsync.Rules;
using Lockstep.Tests.Files;

namespace Lockstep.InteropTests.Rsync;

/// <summary>
/// The rules that a server is told, byte for byte as the stock client tells them to a script that plays the start of a
/// server of protocol 29.
/// </summary>
public sealed class RulesOnTheWireTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public RulesOnTheWireTests()
    {
        File.WriteAllText(Script, "#!/bin/sh\nprintf '\\035\\0\\0\\0\\1\\0\\0\\0'\ntimeout 1 cat >\"${0%/*}/said\"\n");
        File.SetUnixFileMode(Script, (UnixFileMode)0x1ED);
        Directory.CreateDirectory(Path.Combine(_directory.Path, "src"));
        File.WriteAllText(Path.Combine(_directory.Path, "merged"), "- in\n: .pd\n");
    }

    private string Script => Path.Combine(_directory.Path, "shell");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("-f|- foo|-f|+ bar/")]
    [InlineData("-f|H a|-f|S b|-f|P c|-f|R d")]
    [InlineData("-f|-sr a|-f|-s b|-f|-r c|-f|-/! d")]
    [InlineData("-C|--exclude|q")]
    [InlineData("-f|-C|-f|:C|-f|- z")]
    [InlineData("-FF")]
    [InlineData("-f|:en- .r|-f|:w .s|-f|:+ .t|-f|:s .u|-f|:r .v|-f|:C|-f|:sC|-f|:/ .z|-f|:e /.q")]
    [InlineData("--delete-excluded|-f|- a|-f|-r b|-f|-s c|-f|: .r|-f|:r .s")]
    [InlineData("-b|--partial-dir=a/b|-C|-f|- q")]
    [InlineData("-b|--suffix=.x|--delete-excluded|--delay-updates")]
    [InlineData("-f|.s merged|--exclude|+ x|--include|- y|--exclude| sp|--exclude|_u")]
    [InlineData("-f|. merged|-f|!|-f|- z")]
    [InlineData("--protocol=28|--exclude|a|--include|b|--exclude|- c|-f|- - d")]
    [InlineData("--protocol=28|-f|H a")]
    public void A_server_is_told_the_rules_as_by_the_stock_client(string options)
    {
        string[] words = ["-r", "--protocol=29", .. options.Split('|')];
        Assert.Equal(Stock([.. words, $"h:{_directory.Path}/src/", "dst/"]), Ours(words, serverSends: true));
        Assert.Equal(Stock([.. words, "-n", "--delete", "src/", $"h:{_directory.Path}/dst/"]), Ours([.. words, "-n", "--delete"], serverSends: false));
    }

    private List<string> Stock(string[] words)
    {
        string said = Path.Combine(_directory.Path, "said");
        File.Delete(said);
        StockRsync.Run(_directory.Path, ["-e", Script, .. words]);
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(said).AsSpan(sizeof(int));
        List<string> rules = [];
        while (BinaryPrimitives.ReadInt32LittleEndian(bytes) is > 0 and int length)
        {
            rules.Add(ByteWord.Of(bytes.Slice(sizeof(int), length)));
            bytes = bytes[(sizeof(int) + length)..];
        }

        return rules;
    }

    private List<string> Ours(string[] words, bool serverSends)
    {
        RsyncInvocation invocation = RsyncInvocationReader.Read([.. words, "a", "b"], _ => null);
        var files = new DiskRuleFiles(Path.Combine(_directory.Path, "src"));
        FilterRules rules = FilterRules.Of(invocation.Options, files, _ => null);
        return [.. RuleWire.Of(rules, serverSends, invocation.Options.Connection.Protocol).Select(rule => ByteWord.Of(rule))];
    }
}
