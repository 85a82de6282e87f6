using System.Text;
using CsCheck;
using Lockstep.Rsync.Sums;

namespace Lockstep.Tests.Rsync;

public sealed class ChecksumTests
{
    private static readonly string Digits = string.Concat(Enumerable.Repeat("1234567890", 8));

    public static TheoryData<string, string> Md4OfRfc1320 => new()
    {
        { "", "31d6cfe0d16ae931b73c59d7e0c089c0" },
        { "abc", "a448017aaf21d8525fc10ae87aa6729d" },
        { "abcdefghijklmnopqrstuvwxyz", "d79e1c308aa5bbcdeea8ed63df412da9" },
        { Digits, "e33b4ddc9c38f2199c3e7b164fcc0536" },
    };

    [Theory]
    [MemberData(nameof(Md4OfRfc1320))]
    public void Md4_is_that_of_its_definition(string text, string digest) =>
        Assert.Equal(digest, Convert.ToHexStringLower(Whole(ChecksumKind.Md4, Encoding.ASCII.GetBytes(text))));

    /// <summary>The framework's are for tests alone: they load a library that the agent cannot.</summary>
    [Fact]
    public void Md5_and_the_Sha_digests_are_those_of_the_framework() => Gen.Byte.Array[0, 300].Sample(
        bytes =>
        {
#pragma warning disable CA5350, CA5351 // rsync's checks against mistakes are not for secrets.
            Assert.Equal(System.Security.Cryptography.MD5.HashData(bytes), Whole(ChecksumKind.Md5, bytes));
            Assert.Equal(System.Security.Cryptography.SHA1.HashData(bytes), Whole(ChecksumKind.Sha1, bytes));
            var sha256 = new Sha256();
            sha256.Append(bytes);
            Assert.Equal(System.Security.Cryptography.SHA256.HashData(bytes), sha256.GetCurrentHash());
#pragma warning restore CA5350, CA5351
        },
        iter: 300,
        threads: 1);

    [Theory]
    [InlineData("hello\n", "9ce4c8f135b4105a6df569e0c786ba6b")]
    [InlineData("world, hello\n", "b22cdcd3b37cd5b8b0c29db97accdb64")]
    public void Xxh128_is_that_of_a_stock_sender(string content, string digest) =>
        Assert.Equal(digest, Convert.ToHexStringLower(Whole(ChecksumKind.Xxh128, Encoding.ASCII.GetBytes(content))));

    [Fact]
    public void A_rolled_sum_is_the_sum_of_the_window() => Gen.Select(Gen.Byte.Array[2, 200], Gen.Int[1, 100]).Sample(
        (bytes, wanted) =>
        {
            int window = Math.Min(wanted, bytes.Length - 1);
            RollingChecksum rolling = RollingChecksum.Of(bytes.AsSpan(0, window));
            for (int at = 0; at + window < bytes.Length; at++)
            {
                rolling.Roll(window, bytes[at], bytes[at + window]);
                Assert.Equal(RollingChecksum.Of(bytes.AsSpan(at + 1, window)).Value, rolling.Value);
            }
        },
        iter: 300,
        threads: 1);

    /// <summary>Lengths of a basis with what the stock generator makes of them.</summary>
    [Theory]
    [InlineData(5000, 700, 8, 2)]
    [InlineData(490_001, 700, 701, 2)]
    [InlineData(1_000_000, 1000, 1000, 2)]
    [InlineData(10_000_000, 3160, 3165, 2)]
    [InlineData(100_000_000, 10_000, 10_000, 3)]
    [InlineData(1_000_000_000, 31_616, 31_630, 3)]
    [InlineData(10_000_000_000, 100_000, 100_000, 4)]
    [InlineData(1_000_000_000_000, 131_072, 7_629_395, 5)]
    public void A_basis_is_cut_as_a_stock_generator_cuts_it(long length, int block, int count, int strong)
    {
        var head = BlockLayout.Of(length, new Checksum(ChecksumKind.Xxh128, Seed: 1, SeedFirst: true), 1 << 17, chosen: 0, isRedo: false);

        Assert.Equal((block, count, strong), (head.BlockLength, head.Count, head.StrongLength));
        Assert.Equal(length, head.Length);
    }

    private static byte[] Whole(ChecksumKind kind, byte[] content)
    {
        WholeSum sum = new Checksum(kind, Seed: 7, SeedFirst: true).StartFile();
        sum.Append(content.AsSpan(0, content.Length / 3));
        sum.Append(content.AsSpan(content.Length / 3));
        return sum.Finish();
    }
}
