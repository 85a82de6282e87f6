using CsCheck;
using Lockstep.Delta;
using Xunit;

namespace Lockstep.Tests.Delta;

public sealed class DeltaEncoderTests
{
    private const int Block = 100;
    private static readonly byte[] Basis = RecordedDelta.RandomBytes(1050, seed: 1);
    private static readonly byte[] Other = RecordedDelta.RandomBytes(1000, seed: 2);

    public static TheoryData<string, byte[], string> Cases => new()
    {
        { "nothing changed", Basis, "0:1050" },
        { "empty", [], "" },
        { "one byte of something else", [Other[0]], "+1" },
        { "all different", Other, "+1000" },
        { "inserted at the head", [.. Other[..7], .. Basis], "+7 0:1050" },
        { "inserted on a block boundary", [.. Basis[..300], .. Other[..7], .. Basis[300..]], "0:300 +7 300:750" },
        { "inserted within a block", [.. Basis[..350], .. Other[..7], .. Basis[350..]], "0:300 +107 400:650" },
        { "one byte changed", [.. Basis[..350], (byte)~Basis[350], .. Basis[351..]], "0:300 +100 400:650" },
        { "first byte changed", [(byte)~Basis[0], .. Basis[1..]], "+100 100:950" },
        { "last byte changed", [.. Basis[..^1], (byte)~Basis[^1]], "0:1000 +50" },
        { "first byte removed", Basis[1..], "+99 100:950" },
        { "a block removed", [.. Basis[..300], .. Basis[400..]], "0:300 400:650" },
        { "cut on a block boundary", Basis[..500], "0:500" },
        { "cut within a block", Basis[..550], "0:500 +50" },
        { "cut within the short last block", Basis[..1049], "0:1000 +49" },
        { "only the short last block", Basis[1000..], "1000:50" },
        { "the short last block after something else", [.. Other, .. Basis[1000..]], "+1000 1000:50" },
        { "changed just before the short last block", [.. Basis[..999], (byte)~Basis[999], .. Basis[1000..]], "0:900 +100 1000:50" },
        { "appended a little", [.. Basis, .. Other[..7]], "0:1050 +7" },
        { "appended much", [.. Basis, .. Other], "0:1050 +1000" },
        { "halves exchanged", [.. Basis[500..1000], .. Basis[..500]], "500:500 0:500" },
        { "twice", [.. Basis[..1000], .. Basis[..1000]], "0:1000 0:1000" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_delta_is_as_short_as_blocks_allow(string name, byte[] target, string expected)
    {
        Assert.NotEmpty(name);
        var delta = RecordedDelta.Between(Basis, target, Block);
        Assert.Equal(expected, delta.ToString());
        Assert.Equal(target, delta.ApplyTo(Basis));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_delta_is_the_same_byte_by_byte(string name, byte[] target, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, RecordedDelta.Between(Basis, target, Block, 1).ToString());
    }

    [Theory]
    [InlineData(0, 10, "+10")]
    [InlineData(10, 0, "")]
    [InlineData(10, 10, "0:10")]
    [InlineData(100, 100, "0:100")]
    [InlineData(99, 100, "0:99 +1")]
    public void Tiny_and_empty_files_work(int basisLength, int targetLength, string expected)
    {
        var delta = RecordedDelta.Between(Basis.AsSpan(0, basisLength), Basis.AsSpan(0, targetLength), Block);
        Assert.Equal(expected, delta.ToString());
    }

    [Fact]
    public void Patching_with_the_delta_gives_the_new_file() =>
        Gen.Select(Gen.Int[0, 20_000], Gen.Int[1, 256], Gen.Int, FileEdit.Any.Array[0, 6], Gen.Int[1, 600], Gen.Int[1, 5000].Array[1, 4])
            .Sample((length, alphabet, seed, edits, blockLength, slices) =>
            {
                var basis = RecordedDelta.RandomBytes(length, seed, alphabet);
                var target = FileEdit.Apply(basis, edits);
                Assert.Equal(target, RecordedDelta.Between(basis, target, blockLength, slices).ApplyTo(basis));
            });

    [Fact]
    public void The_slices_in_which_a_file_arrives_do_not_matter() =>
        Gen.Select(Gen.Int, FileEdit.Any.Array[0, 6], Gen.Int[16, 600], Gen.Int[1, 5000].Array[1, 4])
            .Sample((seed, edits, blockLength, slices) =>
            {
                var basis = RecordedDelta.RandomBytes(10_000, seed);
                var signature = RecordedDelta.Sign(basis, blockLength);
                var target = FileEdit.Apply(basis, edits);
                Assert.Equal(RecordedDelta.From(signature, target).ToString(), RecordedDelta.From(signature, target, slices).ToString());
            });

    [Fact]
    public void Small_edits_give_a_small_delta() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Int, FileEdit.Any.Array[0, 8], Gen.Int[16, 1000])
            .Sample((length, seed, edits, blockLength) =>
            {
                var basis = RecordedDelta.RandomBytes(length, seed);
                var delta = RecordedDelta.Between(basis, FileEdit.Apply(basis, edits), blockLength);
                Assert.InRange(delta.LiteralBytes, 0, edits.Sum(edit => (2 * blockLength) + edit.Inserted));
            });

    [Fact]
    public void No_literal_is_empty_or_longer_than_allowed_and_copies_that_touch_are_one() =>
        Gen.Select(Gen.Int[0, 300_000], Gen.Int, FileEdit.Any.Array[0, 3], Gen.Int[1, 300_000].Array[1, 3])
            .Sample((length, seed, edits, slices) =>
            {
                var basis = RecordedDelta.RandomBytes(50_000, seed);
                byte[] target = [.. RecordedDelta.RandomBytes(length, ~seed), .. FileEdit.Apply(basis, edits)];
                var operations = RecordedDelta.Between(basis, target, blockLength: 512, slices).Operations;
                Assert.All(operations, operation => Assert.InRange(
                    operation.Length, 1, operation.Literal is null ? long.MaxValue : DeltaEncoder.MaximumLiteralLength));
                Assert.DoesNotContain(operations.Zip(operations.Skip(1)), pair =>
                    pair is ((null, var offset, var count), (null, var next, _)) && offset + count == next);
            }, iter: 30);

    [Theory]
    [InlineData(1_000_000, 1_000_000, 0)]
    [InlineData(1_000_000, 700_001, 512)]
    [InlineData(1_000_000, 1_300_000, 512)]
    public void A_file_of_zeros_is_copied_from_one(int basisLength, int targetLength, int mostLiteralBytes)
    {
        var delta = RecordedDelta.Between(new byte[basisLength], new byte[targetLength], blockLength: 512);
        Assert.InRange(delta.LiteralBytes, 0, mostLiteralBytes);
        Assert.Equal(targetLength, delta.ApplyTo(new byte[basisLength]).Length);
    }

    [Fact]
    public void Periodic_data_at_another_phase_is_found()
    {
        var basis = Enumerable.Range(0, 100_000).Select(i => (byte)(i % 7)).ToArray();
        var delta = RecordedDelta.Between(basis, basis.AsSpan(3), blockLength: 512);
        Assert.InRange(delta.LiteralBytes, 0, 3 * 512);
        Assert.Equal(basis[3..], delta.ApplyTo(basis));
    }

    [Theory]
    [InlineData(10_001)]
    [InlineData(1)]
    public void Sums_made_to_collide_exhaust_the_effort_and_cost_literals(int slice)
    {
        byte[] wanted = [.. new byte[4095], 1];
        byte[] target = [.. new byte[5905], .. wanted];

        // Every window of zeros has a weak sum of the first blocks, so each would cost a strong sum: quadratic without a bound.
        Assert.Equal("+10001", RecordedDelta.From(CollidingWith(0, wanted), target, slice).ToString());
        Assert.Equal("+5905 81920:4096", RecordedDelta.From(CollidingWith(0xDEADBEEF, wanted), target, slice).ToString());
    }

    [Fact]
    public void Effort_is_earned_back_within_a_block_after_a_collision()
    {
        var wanted = RecordedDelta.RandomBytes(4096, seed: 1);
        byte[] target = [.. new byte[10_000], .. wanted];
        Assert.Equal("+10000 81920:4096", RecordedDelta.From(CollidingWith(0, wanted), target, 1).ToString());
    }

    // Fewer than BlockIndex.MaximumProbes, so that the wanted block has its slot and only the effort decides.
    private const int CollidingBlocks = 20;

    private static Signature CollidingWith(uint weakSum, byte[] lastBlock)
    {
        var blocks = Enumerable.Range(0, CollidingBlocks);
        return new Signature(
            lastBlock.Length,
            (CollidingBlocks + 1) * lastBlock.Length,
            [.. blocks.Select(_ => weakSum), RollingSum.Of(lastBlock)],
            [.. blocks.Select(block => (ulong)block), new StrongSum(RecordedDelta.Seed).Of(lastBlock)]);
    }

    [Fact]
    public void A_signature_of_another_seed_gives_literals_only()
    {
        var delta = new RecordedDelta();
        using var encoder = new DeltaEncoder(RecordedDelta.Sign(Basis, Block), RecordedDelta.Seed + 1);
        encoder.Append(Basis, delta);
        encoder.Finish(delta);
        Assert.Equal("+1050", delta.ToString());
    }

    [Fact]
    public void A_long_copy_is_given_while_the_file_still_comes()
    {
        var basis = new byte[DeltaEncoder.LongCopy + (DeltaEncoder.LongCopy / 2)];
        new Random(1).NextBytes(basis);
        var signature = RecordedDelta.Sign(basis, blockLength: 64 * 1024);
        var delta = new RecordedDelta();
        using var encoder = new DeltaEncoder(signature, RecordedDelta.Seed);
        encoder.Append(basis, delta);
        Assert.Equal($"0:{DeltaEncoder.LongCopy}", delta.ToString());
        encoder.Finish(delta);
        Assert.Equal($"0:{DeltaEncoder.LongCopy} {DeltaEncoder.LongCopy}:{DeltaEncoder.LongCopy / 2}", delta.ToString());
    }

    [Fact]
    public void An_encoder_takes_the_next_file_after_finishing_one()
    {
        using var encoder = new DeltaEncoder(RecordedDelta.Sign(Basis, Block), RecordedDelta.Seed);
        encoder.Append(Other, new RecordedDelta());
        encoder.Finish(new RecordedDelta());
        var second = new RecordedDelta();
        encoder.Append(Basis, second);
        encoder.Finish(second);
        Assert.Equal("0:1050", second.ToString());
    }
}
