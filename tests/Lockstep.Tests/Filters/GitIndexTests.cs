using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Lockstep.Filters;
using Lockstep.Filters.Git;
using Xunit;

namespace Lockstep.Tests.Filters;

public sealed class GitIndexTests
{
    private static readonly byte[][] Samples = [GitIndexSamples.Version2, GitIndexSamples.Version3, GitIndexSamples.Version4];

    [Fact]
    public void Version_2_is_read() => Assert.Equal(["README", "src/a.c", "src/lib/b.c", "vendor/zlib"], Paths(GitIndexSamples.Version2));

    [Fact]
    public void Version_3_with_extended_flags_is_read() =>
        Assert.Equal(["README", "later", "src/a.c", "src/lib/b.c", "vendor/zlib"], Paths(GitIndexSamples.Version3));

    [Fact]
    public void Version_4_with_shared_prefixes_is_read() =>
        Assert.Equal(["README", "later", "src/a.c", "src/lib/b.c", "vendor/zlib"], Paths(GitIndexSamples.Version4));

    [Theory]
    [InlineData("README", true, false)]
    [InlineData("READM", false, false)]
    [InlineData("README2", false, false)]
    [InlineData("src", false, true)]
    [InlineData("sr", false, false)]
    [InlineData("src/a.c", true, false)]
    [InlineData("src/lib", false, true)]
    [InlineData("src/lib/b.c", true, false)]
    [InlineData("src/lib/b", false, false)]
    [InlineData("vendor", false, true)]
    [InlineData("vendor/zlib", true, false)]
    [InlineData("zzz", false, false)]
    [InlineData("", false, false)]
    public void What_is_tracked_and_what_has_something_tracked_below(string path, bool isTracked, bool hasBelow)
    {
        var tracked = GitIndex.Read(GitIndexSamples.Version4);
        Assert.Equal((isTracked, hasBelow), (tracked.Contains(Encoding.UTF8.GetBytes(path)), tracked.ContainsBelow(Encoding.UTF8.GetBytes(path))));
    }

    [Theory]
    [InlineData(0, 'X', "header")]
    [InlineData(7, 5, "version 5")]
    [InlineData(7, 1, "version 1")]
    [InlineData(11, 200, "claims 200 entries where at most")]
    [InlineData(11, 3, "beyond its end")]
    [InlineData(74, 'z', "not sorted")]
    [InlineData(72, 0x40, "extended flags")]
    public void A_broken_index_is_refused_with_the_reason(int offset, int value, string reason)
    {
        var content = GitIndexSamples.Version2;
        content[offset] = (byte)value;
        var error = Assert.Throws<InvalidDataException>(() => GitIndex.Read(content));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "has no name")]
    [InlineData('a', "has no end")]
    public void An_entry_needs_a_name(byte filler, string reason)
    {
        byte[] content = [.. "DIRC"u8, 0, 0, 0, 2, 0, 0, 0, 1, .. new byte[62], filler, filler, .. new byte[20]];
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => GitIndex.Read(content)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_split_index_is_refused()
    {
        var content = GitIndexSamples.Version2;
        byte[] split = [.. content[..^20], .. "link"u8, 0, 0, 0, 20, .. new byte[20], .. content[^20..]];
        Assert.Contains("split index", Assert.Throws<InvalidDataException>(() => GitIndex.Read(split)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_extensions_are_passed_over()
    {
        var content = GitIndexSamples.Version2;
        byte[] extended = [.. content[..^20], .. "TREE"u8, 0, 0, 0, 3, 1, 2, 3, .. "sdir"u8, 0, 0, 0, 0, .. content[^20..]];
        Assert.Equal(4, GitIndex.Read(extended).Count);
    }

    [Fact]
    public void Every_cut_is_refused() => Assert.All(
        Samples,
        static sample => Assert.All(
            Enumerable.Range(0, sample.Length - 21).Where(length => length < 32 || BinaryPrimitives.ReadUInt32BigEndian(sample.AsSpan(8)) > 0),
            length => Assert.Throws<InvalidDataException>(() => GitIndex.Read(sample.AsSpan(0, length)))));

    [Fact]
    public void A_damaged_index_is_read_or_refused_but_nothing_else() =>
        Gen.Select(Gen.Int[0, 2], Gen.Select(Gen.Int[0, 500], Gen.Byte).Array[1, 6], Gen.Int[0, 500]).Sample((which, damages, cut) =>
        {
            var content = Samples[which];
            foreach (var (offset, value) in damages)
            {
                content[offset % content.Length] = value;
            }

            try
            {
                var paths = Paths(content.AsSpan(0, Math.Max(content.Length - (cut % 97), 0)));
                Assert.True(paths.Count <= content.Length);
            }
            catch (InvalidDataException error)
            {
                Assert.NotEmpty(error.Message);
            }
        });

    [Theory]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    public void A_name_is_no_longer_than_a_path_can_be(int length, bool isRead)
    {
        byte[] content = [.. "DIRC"u8, 0, 0, 0, 4, 0, 0, 0, 1, .. new byte[62], 0, .. Enumerable.Repeat((byte)'a', length), 0, .. new byte[20]];
        var error = Record.Exception(() => GitIndex.Read(content));
        Assert.Equal(isRead, error is null);
        Assert.True(isRead || error is InvalidDataException { Message: "a name of 4097 bytes (at most 4096)" });
    }

    private static List<string> Paths(ReadOnlySpan<byte> content)
    {
        var tracked = GitIndex.Read(content);
        return [.. Enumerable.Range(0, tracked.Count).Select(i => Encoding.UTF8.GetString(tracked[i]))];
    }
}
