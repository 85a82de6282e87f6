using CsCheck;
using Lockstep.Delta;
using Xunit;

namespace Lockstep.Tests.Delta;

public sealed class BlockLengthTests
{
    private const long KiB = 1024;
    private const long GiB = KiB * KiB * KiB;

    [Theory]
    [InlineData(0, 2 * KiB)]
    [InlineData(1, 2 * KiB)]
    [InlineData(16 * KiB * KiB - 1, 2 * KiB)]
    [InlineData(16 * KiB * KiB, 4 * KiB)]
    [InlineData(900_000_000, 28 * KiB)]
    [InlineData(GiB, 32 * KiB)]
    [InlineData(16 * GiB, 128 * KiB)]
    [InlineData(128 * GiB, 128 * KiB)]
    [InlineData(128 * GiB + 1, 132 * KiB)]
    [InlineData(4096 * GiB, 4096 * KiB)]
    [InlineData(long.MaxValue, 4096 * KiB)]
    public void Blocks_are_about_as_long_as_the_square_root_of_the_file(long fileLength, long expected) =>
        Assert.Equal(expected, BlockLength.For(fileLength));

    [Fact]
    public void No_file_that_can_be_described_needs_more_than_the_maximum_of_blocks() =>
        Gen.Long[0, BlockLength.MaximumFileLength].Sample(fileLength =>
        {
            var blockLength = BlockLength.For(fileLength);
            Assert.InRange(blockLength, BlockLength.Minimum, BlockLength.Maximum);
            Assert.InRange((fileLength + blockLength - 1) / blockLength, 0, BlockLength.MaximumCount);
        });

    [Fact]
    public void A_negative_length_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => BlockLength.For(-1));
}
