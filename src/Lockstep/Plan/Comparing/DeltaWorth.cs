namespace Lockstep.Plan.Comparing;

/// <summary>
/// Decides whether deltas are worth their round trip: the target has to send signatures first. What most edits by hand touch goes whole, in less time than
/// an answer takes over a long link, and in fewer than 64 kB once it is compressed.
/// </summary>
internal static class DeltaWorth
{
    /// <summary>Below so many bytes, all contents that could be deltas together, contents go whole.</summary>
    public const long LeastTotal = 160 * 1024;

    /// <summary>Makes the deltas among a plan's changes whole contents where they are not worth it.</summary>
    public static void Apply(ChangeList changes)
    {
        long total = changes.Sum(change => change.Transfer == Transfer.Delta ? change.After.Size : 0);
        if (total is 0 or >= LeastTotal)
        {
            return;
        }

        for (int i = 0; i < changes.Count; i++)
        {
            if (changes[i].Transfer == Transfer.Delta)
            {
                changes[i] = changes[i] with { Transfer = Transfer.Whole };
            }
        }
    }
}
