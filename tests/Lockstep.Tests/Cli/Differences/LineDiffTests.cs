using CsCheck;
using Lockstep.Cli.Differences;
using Xunit;

namespace Lockstep.Tests.Cli.Differences;

public sealed class LineDiffTests
{
    private static readonly Gen<int[]> Lines = Gen.Int[0, 5].Array[0, 40];

    [Fact]
    public void The_edits_make_one_text_of_the_other() => Gen.Select(Lines, Lines).Sample((old, next) =>
        Assert.Equal(next, Apply(LineDiff.Compare(old, next), old, next)));

    [Fact]
    public void The_edits_are_as_few_as_they_can_be() => Gen.Select(Lines, Lines).Sample((old, next) =>
        Assert.Equal(old.Length + next.Length - (2 * CommonLength(old, next)), LineDiff.Compare(old, next).Sum(edit => edit.OldCount + edit.NewCount)));

    [Fact]
    public void Equal_texts_have_no_edits() => Assert.Empty(LineDiff.Compare([1, 2, 3], [1, 2, 3]));

    [Fact]
    public void Texts_that_have_nothing_in_common_are_given_up_as_one_edit()
    {
        int[] old = [7, .. Enumerable.Range(1000, 50_000), 8], next = [7, .. Enumerable.Range(100_000, 50_000), 8];
        Assert.Equal([new LineEdit(1, 50_000, 1, 50_000)], LineDiff.Compare(old, next));
    }

    private static List<int> Apply(IReadOnlyList<LineEdit> edits, int[] old, int[] next)
    {
        var made = new List<int>();
        int at = 0;
        foreach (LineEdit edit in edits)
        {
            made.AddRange(old[at..edit.OldStart]);
            Assert.Equal(edit.NewStart, made.Count);
            made.AddRange(next[edit.NewStart..(edit.NewStart + edit.NewCount)]);
            at = edit.OldStart + edit.OldCount;
        }

        made.AddRange(old[at..]);
        return made;
    }

    /// <summary>Length of the longest common subsequence, by the textbook's table.</summary>
    private static int CommonLength(int[] left, int[] right)
    {
        var table = new int[left.Length + 1, right.Length + 1];
        for (int i = 1; i <= left.Length; i++)
        {
            for (int j = 1; j <= right.Length; j++)
            {
                table[i, j] = left[i - 1] == right[j - 1] ? table[i - 1, j - 1] + 1 : Math.Max(table[i - 1, j], table[i, j - 1]);
            }
        }

        return table[left.Length, right.Length];
    }
}
