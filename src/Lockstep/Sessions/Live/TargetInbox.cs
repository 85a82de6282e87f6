namespace Lockstep.Sessions.Live;

/// <summary>
/// What has come for a target and was not taken yet: what the user asks for, in order, and at most one scan of the project. What comes while the target is
/// busy is merged into that, and where a target is away, nothing is kept: it is to get the whole project when it is back. So one that is behind costs next to
/// nothing and delays nobody. Filled from any thread, emptied by the target's own loop.
/// </summary>
/// <param name="isAlone">Whether there is no other target: then the loop goes on on the thread that brings a scan, which saves a save the way to another.</param>
internal sealed class TargetInbox(bool isAlone)
{
    private readonly Lock _lock = new();
    private readonly Queue<LiveRequest> _requests = [];
    private TaskCompletionSource _arrived = NewSignal(isAlone);
    private readonly List<TaskCompletionSource<bool>> _barriers = [];
    private LiveScan? _scan;
    private TimeSpan? _since;
    private bool _awaitsWhole = true;
    private bool _isWholeAsked = true;
    private int _behind;
    private bool _isClosed;
    private volatile bool _isWaitedAt;
    private volatile bool _isOwed;

    /// <summary>Is told how many times the project was changed since the target was last given anything, when that is not taken at once.</summary>
    public Action<int> TellBehind { get; init; } = _ => { };

    /// <summary>Completes with whatever comes next. Who waits takes this first and looks then, so that nothing comes unseen.</summary>
    public Task Arrived
    {
        get
        {
            lock (_lock)
            {
                return _arrived.Task;
            }
        }
    }

    /// <summary>Whether the target does nothing but wait for the next scan; its loop says so.</summary>
    public bool IsWaitedAt
    {
        get => _isWaitedAt;
        set => _isWaitedAt = value;
    }

    /// <summary>Whether the target was refused something, or could not take it: it is to be tried again now and then. Its loop says so.</summary>
    public bool IsOwed
    {
        get => _isOwed;
        set => _isOwed = value;
    }

    /// <summary>The project was looked at.</summary>
    public void Add(LiveScan scan)
    {
        int? behind;
        lock (_lock)
        {
            if (_isClosed)
            {
                scan.Turn?.Dispose();
                return;
            }

            behind = IsWaitedAt ? null : ++_behind;
            if (_awaitsWhole && !scan.Scope.IsEverything)
            {
                Drop(scan);
            }
            else
            {
                _awaitsWhole = _isWholeAsked = false;
                Merge(scan);
            }
        }

        if (behind is { } batches)
        {
            TellBehind(batches);
        }

        Wake();
    }

    /// <summary>Somebody waits until the target has all that came before.</summary>
    public void Add(TaskCompletionSource<bool> barrier)
    {
        lock (_lock)
        {
            if (_isClosed || _awaitsWhole)
            {
                barrier.TrySetResult(false);
                return;
            }

            _barriers.Add(barrier);
        }

        Wake();
    }

    /// <summary>Nothing that came is left to be taken: whoever waits for that may go on, if the target has taken all of it.</summary>
    /// <param name="isInStep">Whether it has.</param>
    public void LetPass(bool isInStep)
    {
        lock (_lock)
        {
            if (_scan is not null)
            {
                return;
            }

            _barriers.ForEach(barrier => barrier.TrySetResult(isInStep && !_awaitsWhole && !_isOwed));
            _barriers.Clear();
        }
    }

    /// <summary>The user asks for something.</summary>
    public void Ask(LiveRequest request)
    {
        lock (_lock)
        {
            _requests.Enqueue(request);
        }

        Wake();
    }

    /// <summary>Nothing is taken any more, and nothing of what comes is kept.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            _scan?.Turn?.Dispose();
            _scan = null;
            TurnAway();
        }
    }

    /// <summary>Has whoever waits look again.</summary>
    public void Wake()
    {
        TaskCompletionSource arrived;
        lock (_lock)
        {
            (arrived, _arrived) = (_arrived, NewSignal(isAlone));
        }

        arrived.TrySetResult();
    }

    /// <summary>What the user asked for next; null for nothing.</summary>
    public LiveRequest? TakeRequest()
    {
        lock (_lock)
        {
            return _requests.TryDequeue(out LiveRequest request) ? request : null;
        }
    }

    /// <summary>The scan that is due; null for none.</summary>
    public LiveScan? TakeScan()
    {
        LiveScan? taken;
        lock (_lock)
        {
            if (_scan is null)
            {
                return null;
            }

            taken = _scan with { Since = _since ?? _scan.Since };
            (_scan, _since) = (null, null);
            if (_behind == 0)
            {
                return taken;
            }

            _behind = 0;
        }

        TellBehind(0);
        return taken;
    }

    /// <summary>Only the whole project will do next: the target may lack anything.</summary>
    /// <param name="since">When the first happened of what was taken and did not get there; null when all did.</param>
    public void AwaitWhole(TimeSpan? since = null)
    {
        lock (_lock)
        {
            (_awaitsWhole, _isWholeAsked) = (true, false);
            TurnAway();
            _since = since ?? _since;
            if (_scan is { } dropped)
            {
                _scan = null;
                Drop(dropped);
            }
        }
    }

    /// <summary>Only the whole project will do next, because the user wants that now: how long changes have waited for it is nobody's delay.</summary>
    public void StartAfresh()
    {
        AwaitWhole();
        lock (_lock)
        {
            _since = null;
        }
    }

    /// <summary>Whether the whole project is awaited and nobody was asked for it yet. True once: who is told has to ask.</summary>
    public bool TryAskWhole()
    {
        lock (_lock)
        {
            bool isToBeAsked = _awaitsWhole && !_isWholeAsked;
            _isWholeAsked |= isToBeAsked;
            return isToBeAsked;
        }
    }

    private void TurnAway()
    {
        _barriers.ForEach(static barrier => barrier.TrySetResult(false));
        _barriers.Clear();
    }

    private static TaskCompletionSource NewSignal(bool isAlone) => new(isAlone ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);

    private void Merge(LiveScan scan)
    {
        if (_scan is not { } waiting)
        {
            _scan = scan;
            return;
        }

        waiting.Turn?.Dispose();
        _scan = waiting.With(scan);
        if (_scan is null)
        {
            _since ??= waiting.Since;
            (_awaitsWhole, _isWholeAsked) = (true, false);
            Drop(scan);
        }
    }

    private void Drop(LiveScan scan)
    {
        scan.Turn?.Dispose();
        _since ??= scan.Since;
    }
}
