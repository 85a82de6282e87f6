using System.Numerics;
using CsCheck;
using Lockstep.Delta;
using Xunit;

namespace Lockstep.Tests.Delta;

public sealed class RollingSumTests
{
    [Fact]
    public void The_sum_is_the_polynomial_of_its_definition()
    {
        byte[] block = [7, 0, 255, 3];
        var polynomial = block.Aggregate(BigInteger.Zero, (sum, value) => (sum * 0x93D765DD) + value);
        Assert.Equal((uint)(polynomial % (BigInteger.One << 32)), RollingSum.Extend(0, block));
    }

    [Fact]
    public void The_vectorised_sum_equals_the_scalar_one() =>
        Gen.Byte.Array[0, 300].Sample(block => Assert.Equal(RollingSum.Extend(0, block), RollingSum.Of(block)));

    [Fact]
    public void The_sum_by_lanes_of_other_processors_equals_the_scalar_one() =>
        Gen.Byte.Array[0, 300].Sample(block => Assert.Equal(RollingSum.Extend(0, block), RollingSum.OfLanes(block)));

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public void The_vectorised_sum_does_not_overflow_on_long_blocks_of_one_value(byte value)
    {
        var block = Enumerable.Repeat(value, 128 * 1024 + 5).ToArray();
        Assert.Equal(RollingSum.Extend(0, block), RollingSum.Of(block));
    }

    [Fact]
    public void Rolling_along_a_file_gives_the_sum_of_every_window() =>
        Gen.Select(Gen.Byte.Array[1, 400], Gen.Int[1, 100]).Sample((file, wanted) =>
        {
            var window = Math.Min(wanted, file.Length);
            var rolling = new RollingSum(window);
            var sum = RollingSum.Of(file.AsSpan(0, window));
            for (var i = 0; i + window < file.Length; i++)
            {
                sum = rolling.Roll(sum, file[i], file[i + window]);
                Assert.Equal(RollingSum.Of(file.AsSpan(i + 1, window)), sum);
            }
        });

    [Fact]
    public void The_order_of_bytes_matters() => Assert.NotEqual(RollingSum.Of([1, 2, 3, 4]), RollingSum.Of([1, 3, 2, 4]));
}
