using System.Runtime.ExceptionServices;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Holding;
using Lockstep.Sessions.Reacting;
using Lockstep.Sessions.Remembering;
using Lockstep.Transport;

namespace Lockstep.Sessions.Live;

/// <summary>
/// Keeps one target in step with the project: first a push of everything, then whatever comes into its inbox. Nothing that goes wrong with a batch ends it; a
/// lost connection is made again, and then the target gets the whole project.
/// </summary>
internal sealed class TargetKeeper : IDisposable
{
    /// <summary>
    /// How long a host may take to answer when a lost connection is made again: an attempt that began while the network was gone would wait for minutes.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How long a run that is under way gets to come to its end when the user quits.</summary>
    private static readonly TimeSpan QuitPatience = TimeSpan.FromSeconds(2);

    /// <summary>How long another command waits for what runs after a batch before it is told who is at work.</summary>
    private static readonly TimeSpan DeployPatience = TimeSpan.FromSeconds(1);

    private readonly WatchContext _watch;
    private readonly WatchedTarget _target;
    private readonly SerialObserver _observer;
    private readonly SessionContext _context;
    private readonly KnownTarget _known;
    private readonly ReactionSettings _reactions;
    private readonly Reactor _reactor;
    private readonly TargetRuns _runs;
    private readonly ConnectionWait _wait;
    private readonly TargetStanding _standing = new();
    private readonly CancellationTokenSource _quitting = new();
    private volatile Exception? _broken;

    /// <summary>Keeps nothing before it runs.</summary>
    /// <param name="watch">What it belongs to.</param>
    /// <param name="target">The target.</param>
    /// <param name="isAlone">Whether there is no other target.</param>
    public TargetKeeper(WatchContext watch, WatchedTarget target, bool isAlone)
    {
        _observer = new SerialObserver(target.Observer);
        (_watch, _target) = (watch, target with { Observer = _observer });
        Inbox = new TargetInbox(isAlone) { TellBehind = _observer.FellBehind };
        _context = new SessionContext(watch.View, target.Target, target.Options, watch.Client, _observer);
        _known = _context.NewMemory();
        _reactions = new ReactionSettings(watch.Reactions, target.Options.Deploy, target.Target.Kind)
        {
            IsForced = target.Options.Force,
        };
        _reactor = new Reactor(_reactions, watch.View.FindSent, _observer);
        _runs = new TargetRuns(watch.Project, _target, _known, _reactor);
        _wait = new ConnectionWait(Inbox, _standing, _observer, watch.Controls.Retries, watch.Time);
    }

    /// <summary>What comes for the target.</summary>
    public TargetInbox Inbox { get; }

    /// <summary>Whether the target waits with everything until the user wants it to go on.</summary>
    public bool IsPaused => _standing.IsPaused;

    /// <summary>Whether it is over.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Goes on until it is told to end, or cannot go on.</summary>
    /// <param name="follower">Is asked for the whole project.</param>
    /// <param name="turns">Lets only so many first pushes go on at a time.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The last word: why it ended.</returns>
    public async Task<RunSummary> RunAsync(ProjectFollower follower, SemaphoreSlim turns, CancellationToken cancellation)
    {
        RunSummary end = await _context.NewRun().ConcludeAsync(() => RunToEndAsync(follower, turns, cancellation));
        await _runs.KeepAsync();
        HasEnded = true;
        Inbox.Close();
        _observer.Ended(_standing.Failed ?? end);
        return _standing.Failed ?? end;
    }

    /// <summary>Ends it in good order, and soon. Safe to call from any thread.</summary>
    public void Quit()
    {
        _standing.IsEnding = true;
        if (_runs.IsAtWork)
        {
            _quitting.CancelAfter(QuitPatience);
            Inbox.Wake();
        }
        else
        {
            _quitting.Cancel();
        }
    }

    /// <summary>Takes what is run after a batch from now on. Safe to call from any thread.</summary>
    public void Take(LiveSettings settings, DeployStep? deploy) => _reactions.Replace(settings.Rules, settings.OnBusy, deploy);

    /// <summary>Ends it because the project cannot be followed any longer. Safe to call from any thread.</summary>
    public void Break(Exception reason)
    {
        _broken = reason;
        _quitting.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reactor.Dispose();
        _quitting.Dispose();
    }

    private async Task RunToEndAsync(ProjectFollower follower, SemaphoreSlim turns, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _quitting.Token);
        using CancellationTokenRegistration wake = ending.Token.Register(Inbox.Wake);
        try
        {
            await StayInStepAsync(follower, turns, ending.Token);
        }
        catch (OperationCanceledException) when (_broken is { } reason)
        {
            ExceptionDispatchInfo.Throw(reason);
        }
        catch (OperationCanceledException) when (_standing is { IsInStep: true, IsEnding: true } && !cancellation.IsCancellationRequested)
        {
            // The user has quit while nothing was under way, or while it took too long.
        }
    }

    private async Task StayInStepAsync(ProjectFollower follower, SemaphoreSlim turns, CancellationToken cancellation)
    {
        _known.Load();
        using var turn = new FirstTurn(turns);
        await turn.AwaitAsync(cancellation);
        while (!_standing.IsEnding)
        {
            try
            {
                await ServeAsync(follower, turn, cancellation);
            }
            catch (SyncException failure) when (_standing.IsInStep && Backoff.IsPassing(failure))
            {
                Inbox.AwaitWhole();
                await _wait.UntilNextAttemptAsync(failure, cancellation);
            }
        }
    }

    /// <summary>Waits until all that was saved before stands on the target and is deployed; false where that is not so, or takes long.</summary>
    private async Task<bool> PassAsync(ProjectFollower follower) => await follower.PassAsync(Inbox) && await _reactor.AwaitIdleAsync(DeployPatience);

    /// <summary>Makes a connection and serves the target as long as it lasts.</summary>
    private async Task ServeAsync(ProjectFollower follower, FirstTurn turn, CancellationToken cancellation)
    {
        _observer.StateChanged(LiveState.Connecting, message: null);
        Task<LiveTarget> opening = LiveTarget.OpenAsync(_context, _known, _standing.IsInStep ? Patience : null, cancellation);
        await _wait.UntilAsync(opening);
        await using LiveTarget open = await opening;
        await using ConnectionHolder? holder = await _watch.Client.TryHoldAsync(_context, open.Session, () => PassAsync(follower), cancellation);
        _reactor.Attach(new Reaction(open.Session.Endpoint, open.Session.State, open.Session.VariablesAsync, _reactions, _observer, _watch.Time)
        {
            Prove = (command, ending) => command.WithProofAsync(_watch.View, ending),
        });
        try
        {
            var service = new TargetService(open, Inbox, _standing, _runs, _reactor, _observer)
            {
                AskWhole = () => follower.AskWhole(Inbox),
                OnInStep = () =>
                {
                    turn.Dispose();
                    _wait.Reset();
                },
            };
            await service.RunAsync(cancellation);
        }
        catch (ConnectionException)
        {
            // A host that refuses a command hangs up. It would do so again.
            await _reactor.DetachAsync();
            if (_reactor.Failure is { } failure && !Backoff.IsPassing(failure))
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            throw;
        }
        finally
        {
            await _reactor.DetachAsync();
        }
    }
}
