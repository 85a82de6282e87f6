using CsCheck;
using Lockstep.Delta;
using Xunit;

namespace Lockstep.Tests.Delta;

public sealed class SignatureTests
{
    [Theory]
    [InlineData(0, 16, 0, 0)]
    [InlineData(1, 16, 1, 1)]
    [InlineData(16, 16, 1, 0)]
    [InlineData(17, 16, 2, 1)]
    [InlineData(160, 16, 10, 0)]
    public void Blocks_cover_the_file(int fileLength, int blockLength, int expectedCount, int expectedTail)
    {
        var signature = RecordedDelta.Sign(RecordedDelta.RandomBytes(fileLength, seed: 1), blockLength);
        Assert.Equal(expectedCount, signature.BlockCount);
        Assert.Equal(expectedTail, signature.TailLength);
        Assert.Equal(fileLength, signature.FileLength);
    }

    [Fact]
    public void The_slices_in_which_a_file_arrives_do_not_matter() =>
        Gen.Select(Gen.Byte.Array[0, 2000], Gen.Int[1, 200], Gen.Int[1, 300].Array[1, 5]).Sample((file, blockLength, slices) =>
            AssertEqual(RecordedDelta.Sign(file, blockLength), RecordedDelta.Sign(file, blockLength, slices)));

    [Fact]
    public void A_file_longer_than_it_was_when_last_seen_is_signed_whole()
    {
        var file = RecordedDelta.RandomBytes(1000, seed: 1);
        var builder = new SignatureBuilder(blockLength: 16, expectedLength: 10, RecordedDelta.Seed);
        builder.Append(file);
        AssertEqual(RecordedDelta.Sign(file, blockLength: 16), builder.Build());
    }

    [Fact]
    public void What_exceeds_the_maximum_of_blocks_is_left_out()
    {
        var builder = new SignatureBuilder(blockLength: 1, expectedLength: 0, RecordedDelta.Seed);
        builder.Append(new byte[BlockLength.MaximumCount - 1]);
        builder.Append(new byte[3]);
        var signature = builder.Build();
        Assert.Equal(BlockLength.MaximumCount, signature.BlockCount);
        Assert.Equal(BlockLength.MaximumCount, signature.FileLength);
    }

    [Fact]
    public void The_public_builder_chooses_the_block_length_of_the_file()
    {
        var signature = new SignatureBuilder(expectedLength: 900_000_000, RecordedDelta.Seed).Build();
        Assert.Equal(BlockLength.For(900_000_000), signature.BlockLength);
    }

    [Fact]
    public void Another_seed_gives_other_strong_sums_and_the_same_weak_ones()
    {
        var file = RecordedDelta.RandomBytes(64, seed: 1);
        var builder = new SignatureBuilder(blockLength: 16, file.Length, RecordedDelta.Seed + 1);
        builder.Append(file);
        var (one, other) = (RecordedDelta.Sign(file, blockLength: 16), builder.Build());
        Assert.Equal(one.WeakSums, other.WeakSums);
        Assert.Empty(one.StrongSums.ToArray().Intersect(other.StrongSums.ToArray()));
    }

    [Theory]
    // length of the first part in blocks of 16, of the second in bytes
    [InlineData(4, 0)]
    [InlineData(4, 16)]
    [InlineData(4, 40)]
    [InlineData(0, 40)]
    public void Two_parts_that_are_joined_are_the_signature_of_the_whole(int blocks, int rest)
    {
        var file = RecordedDelta.RandomBytes((blocks * 16) + rest, seed: 1);
        var first = new SignatureBuilder(blockLength: 16, blocks * 16, RecordedDelta.Seed);
        var second = first.ForNextPart(rest);
        first.Append(file.AsSpan(0, blocks * 16));
        second.Append(file.AsSpan(blocks * 16));
        first.Join(second);
        AssertEqual(RecordedDelta.Sign(file, blockLength: 16), first.Build());
    }

    [Fact]
    public void Nothing_is_joined_to_a_part_that_became_shorter_meanwhile()
    {
        var file = RecordedDelta.RandomBytes(24, seed: 1);
        var first = new SignatureBuilder(blockLength: 16, expectedLength: 32, RecordedDelta.Seed);
        var second = first.ForNextPart(expectedLength: 16);
        first.Append(file);
        second.Append(file.AsSpan(0, 16));
        first.Join(second);
        AssertEqual(RecordedDelta.Sign(file, blockLength: 16), first.Build());
    }

    [Fact]
    public void Parts_do_not_exceed_the_maximum_of_blocks_together()
    {
        var first = new SignatureBuilder(blockLength: 1, expectedLength: 0, RecordedDelta.Seed);
        var second = first.ForNextPart(expectedLength: 0);
        first.Append(new byte[BlockLength.MaximumCount - 1]);
        second.Append(new byte[3]);
        first.Join(second);
        Assert.Equal(BlockLength.MaximumCount, first.Build().BlockCount);
    }

    internal static void AssertEqual(Signature expected, Signature actual)
    {
        Assert.Equal(expected.BlockLength, actual.BlockLength);
        Assert.Equal(expected.FileLength, actual.FileLength);
        Assert.Equal(expected.WeakSums, actual.WeakSums);
        Assert.Equal(expected.StrongSums, actual.StrongSums);
    }
}
