using System.Collections.Concurrent;
using Lockstep.Files;

namespace Lockstep.Tests.Files;

public sealed class WorkPileTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Every_item_is_done_once_with_those_that_turn_up_meanwhile(int workers)
    {
        var done = new ConcurrentBag<int>();
        var pile = new WorkPile<int>(workers, () => new Worker((item, pile) =>
        {
            done.Add(item);
            for (int child = item * 2 + 1; child <= item * 2 + 2 && child < 10_000; child++)
            {
                pile.Add(child);
            }
        }), CancellationToken.None);
        pile.Add(0);
        pile.Finish();

        Assert.Equal(Enumerable.Range(0, 10_000), done.Order());
    }

    [Fact]
    public void Every_worker_is_disposed_and_the_calling_thread_alone_suffices_for_little_work()
    {
        int hired = 0, disposed = 0;
        var pile = new WorkPile<int>(
            mostWorkers: 8,
            () =>
            {
                hired++;
                return new Worker((_, _) => { }, () => disposed++);
            },
            CancellationToken.None);
        pile.Add(0);
        pile.Add(1);
        pile.Finish();

        Assert.Equal((1, 1), (hired, disposed));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_failure_stops_all_and_is_thrown_on(int workers)
    {
        var pile = new WorkPile<int>(workers, () => new Worker((item, _) =>
        {
            if (item == 500)
            {
                throw new InvalidOperationException("item 500");
            }
        }), CancellationToken.None);
        for (int i = 0; i < 1000; i++)
        {
            pile.Add(i);
        }

        Assert.Equal("item 500", Assert.Throws<InvalidOperationException>(pile.Finish).Message);
    }

    [Fact]
    public void Cancelling_stops_before_the_next_item()
    {
        using var cancellation = new CancellationTokenSource();
        int done = 0;
        var pile = new WorkPile<int>(mostWorkers: 1, () => new Worker((_, _) =>
        {
            done++;
            cancellation.Cancel();
        }), cancellation.Token);
        pile.Add(0);
        pile.Add(1);

        Assert.Throws<OperationCanceledException>(pile.Finish);
        Assert.Equal(1, done);
    }

    private sealed class Worker(Action<int, WorkPile<int>> work, Action? dispose = null) : IWorker<int>
    {
        public void Do(int item, WorkPile<int> pile) => work(item, pile);

        public void Dispose() => dispose?.Invoke();
    }
}
