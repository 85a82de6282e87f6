namespace Lockstep.Cli.Differences;

/// <summary>A run of lines that is replaced by another; either may be empty.</summary>
/// <param name="OldStart">First line of the run in the old text, from 0.</param>
/// <param name="OldCount">Its length.</param>
/// <param name="NewStart">First line of what replaces it in the new text.</param>
/// <param name="NewCount">Its length.</param>
internal readonly record struct LineEdit(int OldStart, int OldCount, int NewStart, int NewCount);

/// <summary>
/// The shortest list of edits between two texts (E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986), given up where it is long: one of
/// the texts is a peer's, and two texts without a common line would take time by the square of their length.
/// </summary>
internal static class LineDiff
{
    /// <summary>Texts that differ in more lines are shown as replaced as a whole, from their first to their last difference.</summary>
    public const int MaxDifferences = 2000;

    /// <summary>The edits that turn one text into the other, in order and with at least one common line between them.</summary>
    /// <param name="old">The lines of the old text, equal numbers for equal lines.</param>
    /// <param name="fresh">The lines of the new text.</param>
    public static IReadOnlyList<LineEdit> Compare(ReadOnlySpan<int> old, ReadOnlySpan<int> fresh)
    {
        int head = old.CommonPrefixLength(fresh);
        old = old[head..];
        fresh = fresh[head..];
        int tail = 0;
        while (tail < Math.Min(old.Length, fresh.Length) && old[^(tail + 1)] == fresh[^(tail + 1)])
        {
            tail++;
        }

        old = old[..^tail];
        fresh = fresh[..^tail];
        if (old.IsEmpty && fresh.IsEmpty)
        {
            return [];
        }

        bool isOneRun = old.IsEmpty || fresh.IsEmpty;
        return isOneRun || FindPath(old, fresh) is not { } reached
            ? [new LineEdit(head, old.Length, head, fresh.Length)]
            : EditsOf(reached, old.Length, fresh.Length, head);
    }

    /// <summary>
    /// For each number of differences, how far each diagonal (old less new position) gets in the old text: the last of them reaches both ends. Null when it takes
    /// too many.
    /// </summary>
    private static List<int[]>? FindPath(ReadOnlySpan<int> old, ReadOnlySpan<int> fresh)
    {
        var reached = new List<int[]>();
        for (int differences = 0; differences <= Math.Min(MaxDifferences, old.Length + fresh.Length); differences++)
        {
            var furthest = new int[(2 * differences) + 1];
            reached.Add(furthest);
            for (int diagonal = -differences; diagonal <= differences; diagonal += 2)
            {
                int at = Start(reached, differences, diagonal, out _);
                while (at < old.Length && at - diagonal < fresh.Length && old[at] == fresh[at - diagonal])
                {
                    at++;
                }

                furthest[diagonal + differences] = at;
                if (at >= old.Length && at - diagonal >= fresh.Length)
                {
                    return reached;
                }
            }
        }

        return null;
    }

    /// <summary>Where a diagonal starts with one difference more than its neighbours had: with an inserted line, or with a deleted one.</summary>
    private static int Start(List<int[]> reached, int differences, int diagonal, out bool isInsertion)
    {
        isInsertion = false;
        if (differences == 0)
        {
            return 0;
        }

        int[] before = reached[differences - 1];
        int above = diagonal + 1 <= differences - 1 ? before[diagonal + differences] : -1;
        int left = diagonal - 1 >= 1 - differences ? before[diagonal + differences - 2] : -1;
        isInsertion = left < 0 || (above >= 0 && left < above);
        return isInsertion ? above : left + 1;
    }

    private static List<LineEdit> EditsOf(List<int[]> reached, int oldLength, int newLength, int head)
    {
        var edits = new List<LineEdit>();
        (int old, int fresh) = (oldLength, newLength);
        for (int differences = reached.Count - 1; differences > 0; differences--)
        {
            int start = Start(reached, differences, old - fresh, out bool isInsertion);
            int newStart = start - (old - fresh);
            var edit = isInsertion ? new LineEdit(start, 0, newStart - 1, 1) : new LineEdit(start - 1, 1, newStart, 0);
            (old, fresh) = (edit.OldStart, edit.NewStart);
            bool touches = edits.Count > 0 && edits[^1].OldStart == edit.OldStart + edit.OldCount && edits[^1].NewStart == edit.NewStart + edit.NewCount;
            if (touches)
            {
                edits[^1] = new LineEdit(edit.OldStart, edit.OldCount + edits[^1].OldCount, edit.NewStart, edit.NewCount + edits[^1].NewCount);
            }
            else
            {
                edits.Add(edit);
            }
        }

        edits.Reverse();
        return edits.ConvertAll(edit => edit with { OldStart = edit.OldStart + head, NewStart = edit.NewStart + head });
    }
}
