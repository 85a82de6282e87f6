namespace Lockstep.Tests.Attacks.Histories;

/// <summary>One random history of several checkouts and one target.</summary>
internal sealed class ClientHistory : IDisposable
{
    private const int Steps = 18;

    private readonly HistoryScene _scene;
    private readonly EditSteps _edits;
    private readonly ClientSteps _clients;
    private readonly (int Weight, Func<Task> Do)[] _steps;

    public ClientHistory(int seed)
    {
        _scene = new HistoryScene(seed);
        _edits = new EditSteps(_scene);
        _clients = new ClientSteps(_scene);
        var kills = new KillSteps(_scene, _clients, _edits);
        var watches = new WatchSteps(_scene, _clients, _edits);
        _steps =
        [
            (12, Now(() => _edits.EditProject(_scene.Anybody()))),
            (3, Now(_edits.EditTarget)),
            (1, Now(() => _edits.Touch(_scene.Anybody()))),
            (4, Now(() => _edits.Commit(_scene.Anybody()))),
            (3, Now(() => _edits.PullFromAnother(_scene.Anybody()))),
            (2, JoinAsync),
            (1, Now(() => _edits.LoseMemory(_scene.Anybody()))),
            (10, () => _clients.PushAsync(_scene.Anybody())),
            (1, () => _clients.PushIgnoringAsync(_scene.Anybody())),
            (1, () => _clients.PushByForceAsync(_scene.Anybody())),
            (2, () => _clients.UndoAsync(_scene.Anybody(), isConfirmed: _scene.Once(3))),
            (3, () => _clients.PullAsync(_scene.Anybody(), isForced: _scene.Once(4))),
            (1, () => _clients.ReconcileAsync(_scene.Anybody())),
            (1, () => kills.KillPushAsync(_scene.Anybody())),
            (1, () => kills.KillUndoAsync(_scene.Anybody())),
            (1, () => kills.KillPullAsync(_scene.Anybody(), isForced: _scene.Once(2))),
            (1, () => kills.KillBeforeRememberingAsync(_scene.Anybody())),
            (1, () => kills.CutAsync(_scene.Anybody())),
            (1, () => watches.WatchAsync(_scene.Anybody())),
        ];
    }

    /// <summary>What was done, for the message of a failure.</summary>
    public List<string> Told => _scene.Told;

    public async Task RunAsync()
    {
        if (_scene.Once(2))
        {
            _edits.Seed(_scene.Checkouts.People[0]);
        }

        for (int step = 0; step < Steps; step++)
        {
            await Next()();
        }

        // However it went, everybody can come to terms with the target.
        foreach (Checkout person in _scene.Checkouts.People.ToArray())
        {
            await _clients.ReconcileAsync(person);
        }
    }

    public void Dispose() => _scene.Dispose();

    private Func<Task> Next()
    {
        int at = _scene.Random.Next(_steps.Sum(step => step.Weight));
        foreach ((int weight, Func<Task> step) in _steps)
        {
            at -= weight;
            if (at < 0)
            {
                return step;
            }
        }

        throw new InvalidOperationException("the weights do not add up");
    }

    /// <summary>Somebody joins, edits something perhaps, and pushes: a first contact, clean or dirty.</summary>
    private async Task JoinAsync()
    {
        if (_edits.Join() is { } joined)
        {
            if (_scene.Once(3))
            {
                _edits.EditProject(joined);
            }

            await _clients.PushAsync(joined);
        }
    }

    private static Func<Task> Now(Action step) => () =>
    {
        step();
        return Task.CompletedTask;
    };
}
