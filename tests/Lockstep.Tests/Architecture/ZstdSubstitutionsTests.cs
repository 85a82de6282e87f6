using System.Xml.Linq;
using Lockstep.Wire.Packs;
using ZstdSharp.Unsafe;

namespace Lockstep.Tests.Architecture;

/// <summary>The agent is built without the parts of zstd that its levels never reach; here is held that they do not.</summary>
public sealed class ZstdSubstitutionsTests
{
    public static TheoryData<int, ulong> LevelsAndLengths => new MatrixTheoryData<int, ulong>(
        Enumerable.Range(CompressionLevels.First, CompressionLevels.Last), [0, 1 << 10, 16 << 10, 128 << 10, 256 << 10, 64 << 20]);

    private static HashSet<string> Removed { get; } =
    [
        .. XDocument.Load(SourceTree.PathOf("src/Lockstep.Agent/Zstd.Substitutions.xml")).Descendants("method").Select(method => NameIn((string)method.Attribute("signature")!)),
    ];

    [Theory]
    [MemberData(nameof(LevelsAndLengths))]
    public void A_level_in_use_has_a_strategy_that_the_agent_keeps(int level, ulong length)
    {
        ZSTD_strategy strategy = Methods.ZSTD_getCParams(level, length, 0).strategy;
        string method = "ZSTD_compressBlock_" + strategy switch
        {
            ZSTD_strategy.ZSTD_fast => "fast",
            ZSTD_strategy.ZSTD_dfast => "doubleFast",
            ZSTD_strategy.ZSTD_greedy => "greedy",
            ZSTD_strategy.ZSTD_lazy => "lazy",
            ZSTD_strategy.ZSTD_lazy2 => "lazy2",
            _ => throw new InvalidOperationException($"level {level} takes {strategy}"),
        };
        Assert.All([method, method + "_row", method + "_extDict", method + "_extDict_row"], name => Assert.DoesNotContain(name, Removed));
    }

    [Fact]
    public void What_reads_a_peers_bytes_is_whole() =>
        Assert.DoesNotContain(Removed, name => name.Contains("decompress", StringComparison.OrdinalIgnoreCase) || name.Contains("decode", StringComparison.OrdinalIgnoreCase));

    private static string NameIn(string signature) => signature[(signature.IndexOf(' ') + 1)..signature.IndexOf('(')];
}
