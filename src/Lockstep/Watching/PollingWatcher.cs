using Lockstep.Tree;

namespace Lockstep.Watching;

/// <summary>The last resort: nothing tells what happens, so all is looked at again every few seconds.</summary>
internal sealed class PollingWatcher : ITreeWatcher
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ITimer _timer;

    /// <summary>Starts the rounds.</summary>
    public PollingWatcher(ITreeEventSink sink, TimeProvider time) =>
        _timer = time.CreateTimer(_ => sink.Take(new TreeEvent(TreeEventKind.Lost, RelativePath.Root)), state: null, Interval, Interval);

    /// <inheritdoc/>
    public void Watch(RelativePath directory)
    {
        // Everything is looked at.
    }

    /// <inheritdoc/>
    public void Reconsider()
    {
        // There is nothing to let go of.
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
