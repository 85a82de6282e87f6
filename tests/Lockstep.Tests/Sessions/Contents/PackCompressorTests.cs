using CsCheck;
using Lockstep.Sessions;
using Lockstep.Sessions.Contents;

namespace Lockstep.Tests.Sessions.Contents;

public class PackCompressorTests
{
    [Fact]
    public void Packs_come_out_as_they_went_in_whatever_their_sizes_and_levels()
    {
        Gen<(byte[] Pack, int Level)> pack = Gen.Select(
            Gen.Select(Gen.Int[0, 200_000], Gen.Int[0, 3], Gen.Int[1, 8]),
            Gen.Int[1, 6],
            (shape, level) => (Content(shape.Item1, shape.Item2, shape.Item3), level));
        pack.Array[1, 6].Sample(
            packs =>
            {
                using var compressor = new PackCompressor();
                using var decompressor = new PackDecompressor();
                foreach ((byte[] bytes, int level) in packs)
                {
                    var compressed = new byte[PackCompressor.Bound(bytes.Length)];
                    int length = compressor.Compress(bytes, level, compressed, out bool startsStream);
                    var result = new byte[bytes.Length];
                    decompressor.Decompress(compressed.AsSpan(0, length), startsStream, result);
                    Assert.Equal(bytes, result);
                }
            },
            iter: 200);
    }

    [Fact]
    public void A_later_pack_refers_back_to_an_earlier_one()
    {
        using var compressor = new PackCompressor();
        byte[] noise = Content(100_000, kind: 0, seed: 5);
        var compressed = new byte[PackCompressor.Bound(noise.Length)];
        int first = compressor.Compress(noise, 3, compressed, out _);
        int second = compressor.Compress(noise, 3, compressed, out bool startsStream);
        Assert.False(startsStream);
        Assert.True(second < first / 50, $"{second} of {first} bytes");
    }

    [Fact]
    public void A_pack_of_the_first_level_stands_alone()
    {
        using var compressor = new PackCompressor();
        using var decompressor = new PackDecompressor();
        byte[] bytes = Content(50_000, kind: 1, seed: 7);
        var compressed = new byte[PackCompressor.Bound(bytes.Length)];
        compressor.Compress(bytes, 1, compressed, out _);
        int length = compressor.Compress(bytes, 1, compressed, out bool startsStream);
        Assert.True(startsStream);
        var result = new byte[bytes.Length];
        decompressor.Decompress(compressed.AsSpan(0, length), startsStream, result);
        Assert.Equal(bytes, result);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void A_pack_that_is_not_as_long_as_announced_is_refused(int off)
    {
        using var compressor = new PackCompressor();
        using var decompressor = new PackDecompressor();
        byte[] bytes = Content(5_000, kind: 1, seed: 3);
        var compressed = new byte[PackCompressor.Bound(bytes.Length)];
        int length = compressor.Compress(bytes, 3, compressed, out bool startsStream);
        Assert.Throws<ProtocolException>(() => decompressor.Decompress(compressed.AsSpan(0, length), startsStream, new byte[bytes.Length + off]));
    }

    [Fact]
    public void What_is_no_zstd_is_refused()
    {
        using var decompressor = new PackDecompressor();
        Assert.Throws<ProtocolException>(() => decompressor.Decompress("no zstd at all"u8, startsStream: true, new byte[10]));
    }

    [Fact]
    public void A_pack_that_continues_nothing_is_refused()
    {
        using var decompressor = new PackDecompressor();
        Assert.Throws<ProtocolException>(() => decompressor.Decompress("x"u8, startsStream: false, new byte[10]));
    }

    private static byte[] Content(int length, int kind, int seed)
    {
        var bytes = new byte[length];
        var random = new Random(seed);
        switch (kind)
        {
            case 0:
                random.NextBytes(bytes);
                break;
            case 1:
                for (int i = 0; i < length; i++)
                {
                    bytes[i] = (byte)"the quick brown fox "[random.Next(20)];
                }

                break;
            case 2:
                bytes.AsSpan().Fill((byte)seed);
                break;
        }

        return bytes;
    }
}
