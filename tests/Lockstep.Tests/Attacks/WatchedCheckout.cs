using Lockstep.Sessions;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Reacting;
using Lockstep.Tests.Sessions;
using Lockstep.Tests.Sessions.Live;
using Lockstep.Tests.Sessions.Peers;

namespace Lockstep.Tests.Attacks;

/// <summary>A checkout that is watched; the connection is lost when a test says so.</summary>
internal sealed class WatchedCheckout : IAsyncDisposable
{
    private readonly bool _isRemote;
    private readonly bool _isNeverBegun;
    private readonly ProjectView _view;
    private readonly Task<IReadOnlyList<RunSummary>> _watch;
    private TaskCompletionSource _lost = new();
    private Task _mayConnect = Task.CompletedTask;

    /// <summary>Starts to watch.</summary>
    /// <param name="checkout">What is watched.</param>
    /// <param name="isRemote">Whether an agent is spoken to, whose connection then cannot be lost.</param>
    /// <param name="isNeverBegun">Whether the target says of each run that another command came first.</param>
    public WatchedCheckout(Checkout checkout, bool isRemote = false, bool isNeverBegun = false)
    {
        (_isRemote, _isNeverBegun) = (isRemote, isNeverBegun);
        _view = ProjectView.Open(new Project("app", checkout.Tree.Root), SeveralCheckouts.Plain.Filter, checkout.Client.CacheDirectory);
        ClientContext client = checkout.Client with { Connector = (_, pushed, cancellation) => ConnectAsync(pushed, cancellation) };
        _watch = Watch.RunAsync(
            _view, [new WatchedTarget(checkout.Target, SeveralCheckouts.Plain, Seen)], ReactionOptions.Nothing, client, Controls, CancellationToken.None);
    }

    public LiveControls Controls { get; } = new();

    public SeenBatches Seen { get; } = new();

    /// <summary>How often a connection was made.</summary>
    public int Connections { get; private set; }

    public Task InStepAsync() => Seen.UntilAsync(() => Seen.States.Contains(LiveState.Watching) || _watch.IsCompleted);

    /// <summary>Loses the connection, and makes none again before something was done.</summary>
    public async Task LoseAsync(Func<Task> meanwhile)
    {
        var done = new TaskCompletionSource();
        _mayConnect = done.Task;
        _lost.SetResult();
        await Seen.UntilAsync(() => Seen.States.Contains(LiveState.Disconnected));
        await meanwhile();
        done.SetResult();
    }

    public async ValueTask DisposeAsync()
    {
        Controls.Ask(LiveRequest.Quit);
        await _watch;
        _view.Dispose();
        Seen.Dispose();
    }

    private async Task<IEndpoint> ConnectAsync(PushOptions options, CancellationToken cancellation)
    {
        await _mayConnect;
        Connections++;
        _lost = new TaskCompletionSource();
        return _isRemote ? await AgentPeer.ConnectAsync(options, cut: null, cancellation) : new EndpointWith { Lost = _lost.Task, IsNeverBegun = _isNeverBegun };
    }
}
