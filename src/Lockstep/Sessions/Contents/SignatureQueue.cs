using Lockstep.Tree;
using Lockstep.Files.Staging;
using Lockstep.Plan;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Contents;

/// <summary>
/// The signatures that a run owes the client, no more of them under way than it has room for (docs/wire-protocol.md, flow control). One thread takes them while
/// another tells which contents have arrived.
/// </summary>
/// <param name="stage">Has what the contents are built on.</param>
/// <param name="indexes">The changes that want a signature.</param>
internal sealed class SignatureQueue(Stage stage, IReadOnlyList<int> indexes) : IDisposable
{
    private readonly Queue<int> _unsent = new(indexes);
    private readonly HashSet<int> _awaited = [.. indexes];
    private readonly HashSet<int> _underWay = [];
    private readonly SemaphoreSlim _room = new(ContentSignature.MaxUnderWay);
    private readonly Lock _lock = new();

    /// <summary>The next signature, once there is room for it; null when all were given.</summary>
    public async Task<ContentSignature?> NextAsync(CancellationToken cancellation)
    {
        while (_unsent.TryDequeue(out int index))
        {
            await _room.WaitAsync(cancellation);
            if (TrySetUnderWay(index))
            {
                return await SignatureMaker.MakeAsync(stage, index);
            }

            _room.Release();
        }

        return null;
    }

    /// <summary>The content of a change has begun, come whole or been given up: its signature is no longer under way.</summary>
    public void ContentArrived(int index)
    {
        lock (_lock)
        {
            if (_awaited.Remove(index) && _underWay.Remove(index))
            {
                _room.Release();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();

    /// <summary>False when the content came without having waited for its signature.</summary>
    private bool TrySetUnderWay(int index)
    {
        lock (_lock)
        {
            return _awaited.Contains(index) && _underWay.Add(index);
        }
    }

    /// <summary>
    /// The changes whose content goes as a delta, in order: against the target's content, or against what an earlier
    /// run staged of the new one.
    /// </summary>
    public static List<int> SignedOf(IReadOnlyList<Change> changes, Leftovers left)
    {
        HashSet<int> complete = [.. left.Complete.ConvertAll(content => content.Index)];
        HashSet<int> partial = [.. left.Partial];
        var signed = new List<int>();
        for (int i = 0; i < changes.Count; i++)
        {
            if (!complete.Contains(i) && (partial.Contains(i) || changes[i].Transfer == Transfer.Delta))
            {
                signed.Add(i);
            }
        }

        return signed;
    }
}
