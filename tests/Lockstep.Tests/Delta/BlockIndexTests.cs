using Lockstep.Delta;
using Xunit;

namespace Lockstep.Tests.Delta;

public sealed class BlockIndexTests
{
    private const int Length = 64;
    private static readonly StrongSum Strong = new(RecordedDelta.Seed);

    [Fact]
    public void Every_block_is_found_by_its_content()
    {
        var basis = RecordedDelta.RandomBytes(500 * Length, seed: 1);
        var index = new BlockIndex(RecordedDelta.Sign(basis, Length), Strong);
        for (var block = 0; block < 500; block++)
        {
            Assert.Equal(block, Find(index, basis.AsSpan(block * Length, Length), out _));
        }
    }

    [Fact]
    public void A_window_that_is_no_block_is_not_found()
    {
        var basis = RecordedDelta.RandomBytes(500 * Length, seed: 1);
        var index = new BlockIndex(RecordedDelta.Sign(basis, Length), Strong);
        Assert.Equal(-1, Find(index, basis.AsSpan(1, Length), out _));
    }

    [Fact]
    public void Of_equal_blocks_the_first_is_found_and_the_others_take_no_room()
    {
        var unique = RecordedDelta.RandomBytes(Length, seed: 1);
        byte[] basis = [.. new byte[5000 * Length], .. unique];
        var index = new BlockIndex(RecordedDelta.Sign(basis, Length), Strong);
        Assert.Equal(0, Find(index, new byte[Length], out _));
        Assert.Equal(5000, Find(index, unique, out _));
    }

    [Fact]
    public void The_short_last_block_is_not_found_by_its_sums()
    {
        var index = new BlockIndex(RecordedDelta.Sign(RecordedDelta.RandomBytes(Length - 1, seed: 1), Length), Strong);
        Assert.Equal(-1, Find(index, RecordedDelta.RandomBytes(Length - 1, seed: 1), out _));
    }

    [Fact]
    public void A_search_among_any_number_of_equal_weak_sums_is_a_bounded_walk()
    {
        // CVE-2026-70453: every block shares the weak sum of the window, none its strong sum.
        var window = RecordedDelta.RandomBytes(Length, seed: 1);
        var index = new BlockIndex(Colliding(count: 100_000, _ => RollingSum.Of(window)), Strong);
        Assert.Equal(-1, Find(index, window, out var effort));
        Assert.InRange(effort, Length, Length + (16 * BlockIndex.MaximumProbes));
    }

    [Fact]
    public void A_search_among_any_number_of_sums_with_one_home_is_a_bounded_walk()
    {
        var window = RecordedDelta.RandomBytes(Length, seed: 1);
        var home = RollingSum.Of(window) & 0xFFFFF000;
        var index = new BlockIndex(Colliding(count: 4096, block => home | (uint)block), Strong);
        Assert.Equal(-1, Find(index, window, out var effort));
        Assert.InRange(effort, 1, Length + (16 * BlockIndex.MaximumProbes));
    }

    private static Signature Colliding(int count, Func<int, uint> weakSum) => new(
        Length,
        (long)count * Length,
        [.. Enumerable.Range(0, count).Select(weakSum)],
        [.. Enumerable.Range(0, count).Select(block => (ulong)block)]);

    private static int Find(BlockIndex index, ReadOnlySpan<byte> window, out long effort)
    {
        var left = 0L;
        var block = index.Find(RollingSum.Of(window), window, ref left);
        effort = -left;
        return block;
    }
}
