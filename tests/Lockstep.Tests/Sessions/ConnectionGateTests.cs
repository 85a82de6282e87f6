using Lockstep.Sessions;
using Lockstep.Tests.Sessions.Peers;

namespace Lockstep.Tests.Sessions;

public sealed class ConnectionGateTests
{
    private readonly ManualClock _clock = new();
    private readonly List<TaskCompletionSource<int>> _begun = [];

    [Fact]
    public async Task A_connection_waits_for_a_place_and_passes_its_result_on()
    {
        var gate = new ConnectionGate(_clock);
        Task<int>[] passing = [.. Enumerable.Range(0, ConnectionGate.Most + 1).Select(_ => Pass(gate))];
        Assert.Equal(ConnectionGate.Most, _begun.Count);

        _begun[3].SetResult(42);
        Assert.Equal(42, await passing[3]);
        await UntilAsync(() => _begun.Count == ConnectionGate.Most + 1);
    }

    [Fact]
    public async Task A_connection_that_fails_gives_its_place_back()
    {
        var gate = new ConnectionGate(_clock);
        Task<int>[] passing = [.. Enumerable.Range(0, ConnectionGate.Most + 1).Select(_ => Pass(gate))];

        _begun[0].SetException(new SyncException(ExitCode.NoConnection, "no route to host"));
        await Assert.ThrowsAsync<SyncException>(() => passing[0]);
        await UntilAsync(() => _begun.Count == ConnectionGate.Most + 1);
    }

    [Fact]
    public async Task Hosts_that_do_not_answer_delay_the_others_for_a_while_only()
    {
        var gate = new ConnectionGate(_clock);
        Task<int>[] silent = [.. Enumerable.Range(0, ConnectionGate.Most).Select(_ => Pass(gate))];
        Task<int> waiting = Pass(gate);
        Assert.Equal(ConnectionGate.Most, _begun.Count);

        await _clock.RunUntilAsync(UntilAsync(() => _begun.Count > ConnectionGate.Most));
        _begun[^1].SetResult(7);
        Assert.Equal(7, await waiting);
        Assert.All(silent, connecting => Assert.False(connecting.IsCompleted));
    }

    private Task<int> Pass(ConnectionGate gate) => gate.PassAsync(
        () =>
        {
            lock (_begun)
            {
                _begun.Add(new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously));
                return _begun[^1].Task;
            }
        },
        TestContext.Current.CancellationToken);

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
