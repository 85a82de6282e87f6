using CsCheck;
using Lockstep.Sessions.Endpoints;
using Lockstep.Wire;

namespace Lockstep.Tests.Sessions.Endpoints;

public sealed class InputQueueTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void What_is_added_comes_out_in_order_and_then_the_end() =>
        Gen.Byte.Array[1, 50].Array[0, 20].Sample(pieces =>
        {
            using var queue = new InputQueue();
            Task<byte[]> taking = TakeAllAsync(queue);
            foreach (byte[] piece in pieces)
            {
                queue.Add(piece);
            }

            queue.End();
            Assert.Equal(pieces.SelectMany(piece => piece), taking.GetAwaiter().GetResult());
        });

    [Fact]
    public async Task No_more_than_the_window_is_held_until_some_is_taken()
    {
        using var queue = new InputQueue();
        queue.Add(new byte[WireLimits.InputWindow]);
        Assert.Contains("the most after 1048576 that are not taken is 0", Refusal(() => queue.Add([1])), StringComparison.Ordinal);

        await queue.TakeAsync(Cancellation);
        Refusal(() => queue.Add([1]));
        queue.Release(1);
        queue.Add([1]);
        Refusal(() => queue.Add([2]));
    }

    [Fact]
    public void Nothing_comes_after_the_end()
    {
        using var queue = new InputQueue();
        queue.End();
        Assert.Equal("input came after its end", Refusal(() => queue.Add([1])));
        Assert.Equal("input came after its end", Refusal(queue.End));
    }

    [Fact]
    public void A_piece_has_at_least_a_byte()
    {
        using var queue = new InputQueue();
        Assert.Contains("input has 0 bytes, the least is 1", Refusal(() => queue.Add([])), StringComparison.Ordinal);
    }

    [Fact]
    public void What_crosses_the_command_s_end_is_dropped()
    {
        var queue = new InputQueue();
        queue.Dispose();
        queue.Add([1]);
        queue.End();
    }

    [Fact]
    public async Task Credit_is_what_the_other_end_has_room_for()
    {
        var credit = new InputCredit();
        Assert.Equal(WireLimits.InputWindow - 1, await credit.TakeAsync(WireLimits.InputWindow - 1, Cancellation));
        Assert.Equal(1, await credit.TakeAsync(100, Cancellation));
        Task<int> waiting = credit.TakeAsync(100, Cancellation).AsTask();
        Assert.False(waiting.IsCompleted);
        credit.Give(7);
        Assert.Equal(7, await waiting);
        Assert.Contains("input taken is 1048577 bytes", Refusal(() => credit.Give(WireLimits.InputWindow + 1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waits_for_credit_learns_the_command_s_end()
    {
        var credit = new InputCredit();
        await credit.TakeAsync(WireLimits.InputWindow, Cancellation);
        Task<int> waiting = credit.TakeAsync(1, Cancellation).AsTask();
        credit.End();
        Assert.Equal(0, await waiting);
    }

    private static async Task<byte[]> TakeAllAsync(InputQueue queue)
    {
        var all = new List<byte>();
        ReadOnlyMemory<byte> piece;
        while (!(piece = await queue.TakeAsync(CancellationToken.None)).IsEmpty)
        {
            all.AddRange(piece.Span);
            queue.Release(piece.Length);
        }

        return [.. all];
    }

    private static string Refusal(Action act) => Assert.Throws<ProtocolException>(act).Message;
}
