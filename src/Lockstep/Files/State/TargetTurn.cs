using Lockstep.Native.Disk;

namespace Lockstep.Files.State;

/// <summary>
/// A target's lock as one session needs it: held while a run is made, and given back in between, so that others may
/// write. Tells whether they did.
/// </summary>
/// <param name="state">The state directory; stays the caller's.</param>
/// <param name="claimant">Who asks.</param>
/// <param name="options">Tell since when, and how long to wait.</param>
internal sealed class TargetTurn(DirectoryHandle state, LockClaimant claimant, TargetOptions options) : IDisposable
{
    private TargetLock? _lock;
    private StateMark? _left;

    /// <summary>Whether the lock is held.</summary>
    public bool IsHeld => _lock is not null;

    /// <summary>Takes the lock, if it is not held already.</summary>
    /// <exception cref="TargetLockedException">Somebody else has it.</exception>
    public void Take()
    {
        _lock ??= TargetLock.Take(state, claimant, options);
        _left = null;
    }

    /// <summary>Takes the lock again, if nobody has it and no other run came in between.</summary>
    public bool TryResume(RunHistory? history)
    {
        if (_lock is not null || _left is not { } left)
        {
            return true;
        }

        TargetLock? taken = TargetLock.AwaitTurn(state, claimant, options);
        if (taken is null || StateMark.Of(state, history) != left)
        {
            taken?.Dispose();
            return false;
        }

        (_lock, _left) = (taken, null);
        return true;
    }

    /// <summary>Whether no other run is under way, and none came in between.</summary>
    public bool IsAsLeft(RunHistory? history)
    {
        if (_lock is not null || _left is not { } left)
        {
            return true;
        }

        using TargetLock? moment = TargetLock.TryTake(state, claimant, options.Clock);
        return moment is not null && StateMark.Of(state, history) == left;
    }

    /// <summary>
    /// Writes something with the lock that is taken for that moment alone; nothing happens while somebody keeps it.
    /// </summary>
    /// <param name="history">The history as this session knows it; null where it knows of none.</param>
    /// <param name="work">Writes. Is told whether the history is still the one that is known.</param>
    public void Momentarily(RunHistory? history, Action<bool> work)
    {
        using TargetLock? moment = TargetLock.AwaitTurn(state, claimant, options);
        if (moment is null)
        {
            return;
        }

        bool isAsLeft = _left is { } left && StateMark.Of(state, history) == left;
        work(isAsLeft);
        _left = isAsLeft ? StateMark.Of(state, history) : _left;
    }

    /// <summary>Gives the lock back between runs.</summary>
    public void Rest(RunHistory? history)
    {
        if (_lock is not null)
        {
            _left = StateMark.Of(state, history);
            LetGo();
        }
    }

    /// <summary>Gives the lock back for good.</summary>
    public void LetGo()
    {
        _lock?.Dispose();
        _lock = null;
    }

    /// <inheritdoc/>
    public void Dispose() => LetGo();
}
