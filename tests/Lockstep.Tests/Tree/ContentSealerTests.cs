using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics.X86;
using CsCheck;
using Lockstep.Tree;

namespace Lockstep.Tests.Tree;

public sealed class ContentSealerTests
{
    private static readonly SealKey Key = Seals.NewKey();
    private static readonly Gen<byte[]> Content = Gen.Byte.Array[0, 5000];

    [Fact]
    public void A_seal_is_what_the_paper_says() => Content.Sample(content => Assert.Equal(Reference(content, Key), Seals.Of(content, Key)));

    [Fact]
    public void A_content_may_come_in_any_pieces() => Gen.Select(Content, Gen.Int[0, 5000].Array[0, 8]).Sample((content, cuts) =>
    {
        var sealer = new ContentSealer(Key);
        int from = 0;
        foreach (int to in cuts.Order().Where(cut => cut <= content.Length).Append(content.Length))
        {
            sealer.Append(content.AsSpan(from..to));
            from = to;
        }

        Assert.Equal(Seals.Of(content, Key), sealer.Finish());
        Assert.Equal(Seals.Of([], Key), sealer.Finish());
    });

    [Fact]
    public void Vectors_and_words_agree()
    {
        Assert.SkipUnless(Sse2.IsSupported, "the processor has no SSE2");
        Gen.Byte.Array[1024].Sample(block => Assert.Equal(ContentSealer.HashByWords(block, Key.Words), ContentSealer.HashByVectors(block, Key.Words)));
    }

    [Fact]
    public void A_byte_more_or_less_or_otherwise_is_another_seal() => Gen.Select(Gen.Byte.Array[1, 3000], Gen.Int[0, 2999], Gen.Byte[1, 255]).Sample((content, at, change) =>
    {
        byte[] other = [.. content];
        other[at % other.Length] ^= change;
        ContentSeal seal = Seals.Of(content, Key);
        Assert.NotEqual(seal, Seals.Of(other, Key));
        Assert.NotEqual(seal, Seals.Of([.. content, 0], Key));
        Assert.NotEqual(seal, Seals.Of(content.AsSpan(1), Key));
    });

    [Fact]
    public void Another_key_makes_another_seal() => Assert.NotEqual(Seals.Of("text"u8, Key), Seals.Of("text"u8, Seals.NewKey()));

    [Theory]
    [InlineData(0)]
    [InlineData(SealKey.Length - 1)]
    [InlineData(SealKey.Length + 1)]
    public void A_key_of_another_length_is_none(int length) => Assert.Throws<ArgumentOutOfRangeException>(() => new SealKey(new byte[length]));

    /// <summary>NH and the polynomials in numbers without bounds, one term after the other.</summary>
    private static ContentSeal Reference(byte[] content, SealKey key) => new(Half(content, key, 0, key.FirstPoint), Half(content, key, SealKey.Shift, key.SecondPoint));

    private static ulong Half(byte[] content, SealKey key, int shift, ulong point)
    {
        BigInteger prime = (BigInteger.One << 61) - 1, sum = 0;
        byte[] padded = [.. content, .. new byte[(16 - content.Length % 16) % 16]];
        foreach (byte[] block in padded.Chunk(SealKey.BlockLength))
        {
            BigInteger hash = 0;
            for (int i = 0; i < block.Length / 8; i++)
            {
                uint one = BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(8 * i)), other = BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(8 * i + 4));
                hash += (BigInteger)unchecked(one + key.Words[2 * i + shift]) * unchecked(other + key.Words[2 * i + 1 + shift]);
            }

            hash %= BigInteger.One << 64;
            sum = (sum * point + (hash >> 32)) % prime;
            sum = (sum * point + hash % (BigInteger.One << 32)) % prime;
        }

        return (ulong)((sum * point + content.Length) % prime);
    }
}
