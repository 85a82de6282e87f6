using Lockstep.Tree;

namespace Lockstep.Sessions.Live;

/// <summary>What a watched target has, as far as it is known here, and the copy of it on our disk for the next command.</summary>
/// <param name="copies">The copies.</param>
/// <param name="identity">What tells the target from others.</param>
internal sealed class KnownBaseline(BaselineCache copies, string identity)
{
    private volatile Snapshot? _snapshot;
    private Snapshot? _kept;

    /// <summary>What the target was given last; null when nothing is known. Safe to ask from any thread.</summary>
    public Snapshot? Snapshot
    {
        get => _snapshot;
        set => _snapshot = value;
    }

    /// <summary>Takes what an earlier command has left.</summary>
    public void Load() => Snapshot = copies.Load(identity)?.Snapshot;

    /// <summary>Writes down what the target has. It costs as much as the tree, so it is not done after each batch. For one thread at a time.</summary>
    /// <param name="scannedAtNs">When the project was first scanned, in nanoseconds since 1970.</param>
    /// <returns>Why that was not possible; null when it was.</returns>
    public string? Keep(long scannedAtNs)
    {
        Snapshot? current = Snapshot;
        if (current is null || ReferenceEquals(current, _kept))
        {
            return null;
        }

        _kept = current;
        return copies.Save(identity, new CachedBaseline(current, scannedAtNs));
    }
}
