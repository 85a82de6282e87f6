namespace Lockstep.Tree;

/// <summary>
/// What this process may make of the bytes of its peers, all of them together, in bytes of memory. A few bytes on the wire can be a whole entry in memory, so that
/// limits of messages do not bound it.
/// </summary>
/// <param name="bytes">How much.</param>
public sealed class DecodeBudget(long bytes = DecodeBudget.Usual)
{
    /// <summary>What a client takes that has nothing itself: a million entries that it did not know of.</summary>
    public const long Usual = 192L << 20;

    private long _left = bytes;

    /// <summary>That of this process.</summary>
    public static DecodeBudget OfProcess { get; } = new();

    /// <summary>What is left.</summary>
    public long Left => Interlocked.Read(ref _left);

    internal bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _left, -bytes) >= 0)
        {
            return true;
        }

        Give(bytes);
        return false;
    }

    internal void Give(long bytes) => Interlocked.Add(ref _left, bytes);
}
