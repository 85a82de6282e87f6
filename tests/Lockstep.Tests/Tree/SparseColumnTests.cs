using CsCheck;
using Lockstep.Tree;

namespace Lockstep.Tests.Tree;

public sealed class SparseColumnTests
{
    [Fact]
    public void Gives_back_the_last_value_that_was_set_and_the_default_elsewhere() => Gen.Select(Gen.Int[0, 3000], Gen.Long[0, 3]).Array.Sample(sets =>
    {
        var column = new SparseColumn<long>();
        var model = new long[4000];
        foreach ((int index, long value) in sets)
        {
            column[index] = model[index] = value;
        }

        Assert.Equal(model, Enumerable.Range(0, model.Length).Select(index => column[index]));
    });

    [Fact]
    public void Takes_no_memory_where_nothing_is_set()
    {
        var column = new SparseColumn<FileStamp>();
        column[100_000] = new FileStamp(1, 2);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 99_000; i++)
        {
            column[i] = default;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void Has_nothing_before_its_start(int index)
    {
        var column = new SparseColumn<long>();
        column[0] = 1;
        Assert.Throws<IndexOutOfRangeException>(() => column[index]);
        Assert.Throws<IndexOutOfRangeException>(() => column[index] = 1);
    }
}
