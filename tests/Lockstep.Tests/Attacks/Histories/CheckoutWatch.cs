using Lockstep.Sessions;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Reacting;
using Lockstep.Tests.Sessions.Live;
using Lockstep.Tests.Sessions.Peers;

namespace Lockstep.Tests.Attacks.Histories;

/// <summary>A checkout that is watched; the connection is lost, and the watch is killed, when a test says so.</summary>
internal sealed class CheckoutWatch : IAsyncDisposable
{
    private readonly LiveControls _controls = new();
    private readonly CancellationTokenSource _kill = new();
    private readonly Checkout _checkout;
    private readonly ProjectView _view;
    private readonly Task<IReadOnlyList<RunSummary>> _watch;
    private TaskCompletionSource _lost = new();
    private Task _mayConnect = Task.CompletedTask;

    public CheckoutWatch(Checkout checkout)
    {
        _checkout = checkout;
        _view = ProjectView.Open(new Project("app", checkout.Tree.Root), SeveralCheckouts.Plain.Filter, checkout.Client.CacheDirectory);
        ClientContext client = checkout.Client with { Connector = async (_, _, _) => await ConnectAsync() };
        var target = new WatchedTarget(checkout.Target, SeveralCheckouts.Plain, Seen);
        _watch = Watch.RunAsync(_view, [target], ReactionOptions.Nothing, client, _controls, _kill.Token);
    }

    public SeenBatches Seen { get; } = new();

    /// <summary>Whether it came to an end by itself, as where the first push was refused.</summary>
    public bool HasEnded => Seen.Last is not null;

    /// <summary>How the last batch went; null before the first.</summary>
    public RunSummary? LastBatch => Seen.Batches.LastOrDefault()?.Summary ?? Seen.Last;

    /// <summary>Waits until the first push is done.</summary>
    public Task InStepAsync() => Seen.UntilAsync(() => Seen.States.Contains(LiveState.Watching) || HasEnded);

    /// <summary>Has everything compared, and waits for that.</summary>
    public async Task SyncAsync()
    {
        int before = Comparisons;
        _controls.Ask(LiveRequest.SyncNow);
        await Seen.UntilAsync(() => Comparisons > before || HasEnded);
    }

    /// <summary>Loses the connection, and makes none again before something was done.</summary>
    public async Task LoseAsync(Func<Task> meanwhile)
    {
        var done = new TaskCompletionSource();
        _mayConnect = done.Task;
        int before = Seen.States.Count;
        _lost.SetResult();
        await Seen.UntilAsync(() => Seen.States.Skip(before).Contains(LiveState.Disconnected) || HasEnded);
        await meanwhile();
        done.SetResult();
    }

    /// <summary>Ends it as a kill does: nothing is written down any more.</summary>
    public async Task KillAsync()
    {
        Action restore = _checkout.KeepMemory();
        await _kill.CancelAsync();
        await _watch;
        restore();
    }

    public async ValueTask DisposeAsync()
    {
        _controls.Ask(LiveRequest.Quit);
        await _watch;
        _view.Dispose();
        Seen.Dispose();
        _kill.Dispose();
    }

    private int Comparisons => Seen.Batches.Count(batch => batch.Scope.IsEverything);

    private async Task<IEndpoint> ConnectAsync()
    {
        await _mayConnect;
        _lost = new TaskCompletionSource();
        return new EndpointWith { Lost = _lost.Task };
    }
}
