using Lockstep.Plan;

namespace Lockstep.Sessions.Contents.Shared;

/// <summary>Compares what two runs send whole.</summary>
internal static class WholeContents
{
    /// <summary>Whether both send the same contents whole, under the same numbers. Runs of one plan do.</summary>
    public static bool AreSame(IReadOnlyList<Change> one, IReadOnlyList<Change> other)
    {
        if (ReferenceEquals(one, other))
        {
            return true;
        }

        if (one.Count != other.Count)
        {
            return false;
        }

        for (int i = 0; i < one.Count; i++)
        {
            if (!IsSame(one[i], other[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSame(in Change one, in Change other) => one.Transfer == Transfer.Whole
        ? other.Transfer == Transfer.Whole && one.Path == other.Path && one.After == other.After
        : other.Transfer != Transfer.Whole;
}
