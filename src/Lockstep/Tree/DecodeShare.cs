namespace Lockstep.Tree;

/// <summary>
/// One peer's part of a <see cref="DecodeBudget"/>. It grows by what the client has itself or asked for, and goes back whole when the peer goes. Safe to use from
/// any thread.
/// </summary>
/// <param name="budget">The whole.</param>
/// <param name="peer">Who, for messages.</param>
public sealed class DecodeShare(DecodeBudget budget, string peer) : IDisposable
{
    /// <summary>What each entry that the client has, or path that it asks for, allows a peer to say of it, in bytes of memory.</summary>
    private const int PerKnownEntry = 512;

    /// <summary>What an item of a list takes, without its path.</summary>
    private const int PerItem = 96;

    /// <summary>What a path takes, without its bytes.</summary>
    private const int PerPath = 24;

    [ThreadStatic]
    private static DecodeShare? t_current;

    private long _taken;

    /// <summary>Takes note that the client has so many entries, or asks for so many paths.</summary>
    public void Widen(long entries)
    {
        budget.Give(entries * PerKnownEntry);
        Interlocked.Add(ref _taken, -entries * PerKnownEntry);
    }

    /// <summary>Takes memory.</summary>
    /// <exception cref="ProtocolException">There is not so much left.</exception>
    public void Take(long bytes, string what)
    {
        if (!budget.TryTake(bytes))
        {
            const int Mebi = 1 << 20;
            throw new ProtocolException(
                $"{peer} sends more than this computer makes room for: {what} would take {bytes / Mebi} MiB and {Math.Max(0, budget.Left) / Mebi} MiB are left for all targets together, "
                + "which is much more than what is known here accounts for. If that is no mistake of the host's, sync it in parts or to fewer targets at a time");
        }

        Interlocked.Add(ref _taken, bytes);
    }

    /// <summary>Gives memory back.</summary>
    public void Return(long bytes)
    {
        budget.Give(bytes);
        Interlocked.Add(ref _taken, -bytes);
    }

    /// <summary>Decodes a message; each list and each path in it takes memory from this share before it is made.</summary>
    /// <param name="decode">Decodes it, on this thread.</param>
    /// <param name="keeps">Whether what it is made into stays; else the memory is given back behind it.</param>
    public T Decode<T>(Func<T> decode, bool keeps = true)
    {
        long before = Interlocked.Read(ref _taken);
        t_current = this;
        try
        {
            return decode();
        }
        finally
        {
            t_current = null;
            if (!keeps)
            {
                Return(Interlocked.Read(ref _taken) - before);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => budget.Give(Interlocked.Exchange(ref _taken, 0));

    /// <summary>A list is being decoded.</summary>
    internal static void TakeItems(int count, string field) => t_current?.Take((long)count * PerItem, field);

    /// <summary>A path is being decoded.</summary>
    internal static void TakePath(int length) => t_current?.Take(PerPath + length, "paths");
}
