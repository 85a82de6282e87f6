using Lockstep.Sessions.Deploying;
using Lockstep.Tree;

namespace Lockstep.Sessions.Reacting;

/// <summary>
/// Reacts to the batches of a watched target beside the pushing, which goes on meanwhile: one reaction at a time, on whichever connection there is. What a lost connection
/// broke off is owed, and done on the next.
/// </summary>
/// <param name="settings">What is run.</param>
/// <param name="findSent">Gives the entry at a path of the project, absent when it is not sent; called by whoever tells of a batch.</param>
/// <param name="observer">Is told.</param>
internal sealed class Reactor(ReactionSettings settings, Func<RelativePath, Entry> findSent, IRunObserver observer) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Backlog _backlog = new();
    private CancellationTokenSource _stopping = new();
    private Reaction? _reaction;
    private Task _reacting = Task.CompletedTask;

    /// <summary>What ended the reactions on the connection, and perhaps the connection; null for nothing.</summary>
    public SyncException? Failure { get; private set; }

    /// <summary>Reacts on a connection from now on.</summary>
    public void Attach(Reaction reaction)
    {
        lock (_lock)
        {
            _reaction = reaction;
            Failure = null;
        }
    }

    /// <summary>Ends what runs on the connection, the kept command too.</summary>
    public async Task DetachAsync()
    {
        Reaction? reaction;
        lock (_lock)
        {
            (reaction, _reaction) = (_reaction, null);
            _stopping.Cancel();
        }

        await _reacting;
        if (reaction is not null)
        {
            await reaction.DisposeAsync();
        }
    }

    /// <summary>Reacts to a batch. Returns at once.</summary>
    /// <param name="run">The target's last run.</param>
    /// <param name="changed">What the batch has changed there, in path order.</param>
    /// <param name="isFirst">Whether it is the first push of all, after which is deployed in any case.</param>
    /// <param name="sync">What came of the batch; null where there was none.</param>
    public void Follow(long run, IReadOnlyList<RelativePath> changed, bool isFirst, RunSummary? sync = null)
    {
        DeployStep? deploy = settings.Deploy;
        bool isDeployDue = deploy is { } step && step.When != DeployWhen.Never && (changed.Count > 0 || (isFirst && step.When == DeployWhen.Always));
        DueDeploy? due = isDeployDue ? Resolve(deploy!) : null;
        if (due is not null && sync is not null && due.Step.FindObstacle(sync) is { } obstacle)
        {
            observer.Note(obstacle);
            due = null;
        }

        Add(new Trigger(run, changed) { Deploy = due });
    }

    /// <summary>Runs the deploy step because the user wants it.</summary>
    public void Deploy(long run)
    {
        if (Resolve(settings.Deploy ?? DeployStep.Convention) is { } due)
        {
            Add(new Trigger(run, []) { Deploy = due, Restarts = false, IsAsked = true });
        }
        else
        {
            observer.Note("there is nothing to deploy with: the project has no deploy.py or deploy.sh, and lockstep.toml has no [deploy] command");
        }
    }

    /// <summary>Waits until nothing runs that came of a batch, but for the command that is kept running.</summary>
    /// <returns>False where that takes longer than <paramref name="patience"/>.</returns>
    public async Task<bool> AwaitIdleAsync(TimeSpan patience)
    {
        Task reacting;
        lock (_lock)
        {
            reacting = _reacting;
        }

        return await Task.WhenAny(reacting, Task.Delay(patience)) == reacting;
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private DueDeploy? Resolve(DeployStep step) => DeployCommand.Find(step.On(settings.Kind), findSent) is { } command ? new DueDeploy(step, command) : null;

    private void Add(Trigger trigger)
    {
        BacklogMove move;
        lock (_lock)
        {
            move = _backlog.Add(trigger, settings.Options.OnBusy);
            switch (move)
            {
                case BacklogMove.Start:
                    Renew();
                    Reaction reaction = _reaction ?? throw new InvalidOperationException("There is no connection to react on.");
                    _reacting = Task.Run(() => ReactAsync(reaction));
                    break;
                case BacklogMove.Restart:
                    _stopping.Cancel();
                    break;
            }
        }

        if (move == BacklogMove.Skip)
        {
            observer.Note("commands of an earlier change still run: none are run for this one (on_busy = \"skip\")");
        }
    }

    private async Task ReactAsync(Reaction reaction)
    {
        bool isMore = true;
        while (isMore)
        {
            bool isLost = false;
            try
            {
                await reaction.RunAsync(_backlog.UnderWay!, _stopping.Token);
            }
            catch (Exception e) when (e is SyncException or ProtocolException or OperationCanceledException)
            {
                // Whoever pushes on the same connection meets its end too, and tells why.
                isLost = true;
                Failure = e as SyncException;
            }

            isMore = TryGoOn(isLost);
        }
    }

    /// <summary>Turns to what has waited; false when nothing has, or the connection is not to be used any more.</summary>
    private bool TryGoOn(bool isLost)
    {
        lock (_lock)
        {
            if (isLost || (_reaction is null && _stopping.IsCancellationRequested))
            {
                _backlog.BreakOff();
                return false;
            }

            Renew();
            return _backlog.Next();
        }
    }

    private void Renew()
    {
        _stopping.Dispose();
        _stopping = new CancellationTokenSource();
    }
}
