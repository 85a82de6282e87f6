using Lockstep.Files;

namespace Lockstep.Sessions.Endpoints;

/// <summary>
/// Keeps a target locked while something of one connection is under way that others must not write into: a look, a run,
/// a deploy command. When the last of them is over, others may write. For one thread at a time.
/// </summary>
internal sealed class LockHolds(Target target)
{
    private int _count;

    /// <summary>
    /// Keeps the target locked until what is returned is disposed; null where another command is at work there, or has
    /// been.
    /// </summary>
    /// <param name="turns">Is entered to give the lock back.</param>
    public IDisposable? TryHold(Lock turns)
    {
        if (_count == 0 && !target.TryResume())
        {
            return null;
        }

        _count++;
        return new Hold(this, turns);
    }

    /// <summary>Keeps the target locked, whoever was at work there, and reads anew what became of it.</summary>
    /// <inheritdoc cref="TryHold"/>
    public IDisposable Refresh(Lock turns)
    {
        target.Refresh();
        _count++;
        return new Hold(this, turns);
    }

    private void Release()
    {
        if (--_count == 0)
        {
            target.Rest();
        }
    }

    private sealed class Hold(LockHolds holds, Lock turns) : IDisposable
    {
        private bool _isOver;

        public void Dispose()
        {
            lock (turns)
            {
                if (!_isOver)
                {
                    _isOver = true;
                    holds.Release();
                }
            }
        }
    }
}
