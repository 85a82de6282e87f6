namespace Lockstep.Files;

/// <summary>
/// Gives memory back between the phases of a large run. What a phase leaves behind is old by then, so that the collector would let it lie while the next
/// phase's data grows beside it.
/// </summary>
internal static class MemoryTrim
{
    /// <summary>Changes from which on it pays: a collection takes about a millisecond for every few thousand that live on.</summary>
    private const int LeastChanges = 16 * 1024;

    /// <summary>To be called when a phase of a run is over and its data is let go of.</summary>
    /// <param name="changes">Number of the run's changes.</param>
    public static void AfterPhase(int changes)
    {
        if (changes >= LeastChanges)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
