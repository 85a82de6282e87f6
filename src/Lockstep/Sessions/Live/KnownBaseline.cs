using Lockstep.Tree;

namespace Lockstep.Sessions.Live;

/// <summary>What a watched target has, as far as it is known here, and the copy of it on our disk for the next command.</summary>
/// <param name="copies">The copies.</param>
/// <param name="identity">What tells the target from others.</param>
internal sealed class KnownBaseline(BaselineCache copies, string identity)
{
    private Snapshot? _kept;

    /// <summary>What the target was given last; null when nothing is known.</summary>
    public Snapshot? Snapshot { get; set; }

    /// <summary>Takes what an earlier command has left.</summary>
    public void Load() => Snapshot = copies.Load(identity)?.Snapshot;

    /// <summary>Writes down what the target has. It costs as much as the tree, so it is not done after each batch.</summary>
    /// <param name="scannedAtNs">When the project was first scanned, in nanoseconds since 1970.</param>
    /// <returns>Why that was not possible; null when it was.</returns>
    public string? Keep(long scannedAtNs)
    {
        if (Snapshot is null || ReferenceEquals(Snapshot, _kept))
        {
            return null;
        }

        _kept = Snapshot;
        return copies.Save(identity, new CachedBaseline(Snapshot, scannedAtNs));
    }
}
