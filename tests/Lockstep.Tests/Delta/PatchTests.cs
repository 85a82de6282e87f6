using System.Buffers;
using Lockstep.Delta;
using Xunit;

namespace Lockstep.Tests.Delta;

public sealed class PatchTests
{
    private static readonly byte[] Basis = RecordedDelta.RandomBytes(200_000, seed: 1);

    [Fact]
    public void Operations_are_applied_in_order()
    {
        var output = new ArrayBufferWriter<byte>();
        var bounds = new DeltaBounds(Basis.Length, maximumLength: 200_003);
        var patch = new Patch(bounds, RecordedDelta.Reader(Basis), output);
        patch.Literal([1, 2]);
        patch.Copy(100, 199_900);
        patch.Literal([3]);
        patch.Copy(0, 100);
        Assert.Equal([1, 2, .. Basis[100..], 3, .. Basis[..100]], output.WrittenSpan.ToArray());
        Assert.Equal(200_003, bounds.Length);
    }

    [Fact]
    public void Nothing_is_read_or_written_for_a_refused_operation()
    {
        var output = new ArrayBufferWriter<byte>();
        var patch = new Patch(new DeltaBounds(10, 100), (_, _) => Assert.Fail("the basis was read"), output);
        Assert.Throws<ProtocolException>(() => patch.Copy(5, 6));
        Assert.Throws<ProtocolException>(() => patch.Literal(new byte[101]));
        Assert.Equal(0, output.WrittenCount);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 10)]
    [InlineData(9, 1)]
    public void A_copy_within_the_basis_is_accepted(long offset, long length)
    {
        var bounds = new DeltaBounds(basisLength: 10, maximumLength: 100);
        bounds.CheckCopy(offset, length);
        Assert.Equal(length, bounds.Length);
    }

    [Theory]
    [InlineData(0, 11)]
    [InlineData(10, 1)]
    [InlineData(5, 0)]
    [InlineData(5, -1)]
    [InlineData(-1, 5)]
    [InlineData(long.MinValue, long.MinValue)]
    [InlineData(1, long.MaxValue)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void A_copy_that_leaves_the_basis_is_refused(long offset, long length) =>
        Assert.Throws<ProtocolException>(() => new DeltaBounds(basisLength: 10, maximumLength: long.MaxValue).CheckCopy(offset, length));

    [Theory]
    [InlineData(1)]
    [InlineData(DeltaEncoder.MaximumLiteralLength)]
    public void A_literal_of_allowed_length_is_accepted(int length)
    {
        var bounds = new DeltaBounds(basisLength: 0, maximumLength: length);
        bounds.CheckLiteral(length);
        Assert.Equal(length, bounds.Length);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(DeltaEncoder.MaximumLiteralLength + 1)]
    public void A_literal_of_another_length_is_refused(int length) =>
        Assert.Throws<ProtocolException>(() => new DeltaBounds(basisLength: 0, maximumLength: long.MaxValue).CheckLiteral(length));

    [Fact]
    public void A_file_that_outgrows_its_announced_length_is_refused()
    {
        var bounds = new DeltaBounds(basisLength: 10, maximumLength: 25);
        bounds.CheckCopy(0, 10);
        bounds.CheckCopy(0, 10);
        bounds.CheckLiteral(5);
        Assert.Throws<ProtocolException>(() => bounds.CheckCopy(0, 1));
        Assert.Throws<ProtocolException>(() => bounds.CheckLiteral(1));
    }

    [Fact]
    public void Lengths_that_would_overflow_are_refused()
    {
        var bounds = new DeltaBounds(basisLength: long.MaxValue, maximumLength: long.MaxValue);
        bounds.CheckCopy(0, long.MaxValue);
        Assert.Throws<ProtocolException>(() => bounds.CheckCopy(0, long.MaxValue));
    }
}
