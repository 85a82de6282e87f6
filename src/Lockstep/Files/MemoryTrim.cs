namespace Lockstep.Files;

/// <summary>
/// Gives memory back between the phases of a large run, and after it where more is to come. What a phase leaves behind is old by then, so that the collector
/// would let it lie while the next phase's data grows beside it, and would take it away in the middle of a save that has hardly anything to do with it.
/// </summary>
internal static class MemoryTrim
{
    /// <summary>Entries from which on it pays: a collection takes about a millisecond for every few thousand that live on.</summary>
    private const int LeastEntries = 16 * 1024;

    /// <summary>To be called when a phase of a run is over and its data is let go of.</summary>
    /// <param name="entries">Number of entries that it was about: the run's changes, or all of a tree that was opened.</param>
    public static void AfterPhase(int entries)
    {
        if (entries >= LeastEntries)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    /// <summary>The same on another stack: what the asynchronous methods held that have led here is let go of only when they are left.</summary>
    public static async Task AfterLeavingAsync(int entries)
    {
        if (entries >= LeastEntries)
        {
            await Task.Yield();
            AfterPhase(entries);
        }
    }
}
