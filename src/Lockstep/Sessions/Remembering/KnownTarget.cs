using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Remembering;

/// <summary>What a project remembers of a target, and the file in which the next command finds it.</summary>
/// <param name="memory">The files.</param>
/// <param name="identity">What tells project and target from others.</param>
internal sealed class KnownTarget(TargetMemory memory, string identity)
{
    private volatile RememberedTarget? _current;
    private RememberedTarget? _kept;

    /// <summary>
    /// What the target was given last, and what the project held then; null when nothing is known. Safe to ask from any
    /// thread.
    /// </summary>
    public RememberedTarget? Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>Takes what an earlier command has left. It is large.</summary>
    public RememberedTarget? Load() => _current = _kept = memory.Load(identity);

    /// <inheritdoc cref="Recollection.Begin"/>
    public string? Begin(RememberedTarget? left, TargetState state) => Recollection.Begin(memory, identity, left, state);

    /// <summary>
    /// Writes down what is known. It costs as much as the tree, so that it is not done after each batch. For one thread
    /// at a time.
    /// </summary>
    /// <returns>Why that was not possible; null when it was, or nothing is new.</returns>
    public string? Keep()
    {
        RememberedTarget? current = _current;
        if (current is null || ReferenceEquals(current, _kept))
        {
            return null;
        }

        _kept = current;
        return memory.Save(identity, current);
    }

    /// <summary>Writes down what is known of a target now; tells where that was not possible.</summary>
    public void Keep(TargetKnowledge known, IRunObserver observer)
    {
        Current = known.Remembered;
        if (Keep() is { } reason)
        {
            observer.Note(reason);
        }
    }
}
