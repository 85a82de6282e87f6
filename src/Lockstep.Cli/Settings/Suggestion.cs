using System.Globalization;
using Lockstep.Tree;

namespace Lockstep.Cli.Settings;

/// <summary>What a mistyped word was probably meant to be.</summary>
internal static class Suggestion
{
    // What is longer is no slip of a finger, and comparing takes time and memory by the product of both lengths.
    private const int MostLetters = 64;

    // Nor are more candidates compared or listed: whoever has more does not pick one from an error message.
    private const int MostCandidates = 1000, MostListed = 20;

    /// <summary>The candidate nearest to the word, or null when none is near: a third of the word's letters may be wrong, one always.</summary>
    public static string? For(string word, IEnumerable<string> candidates)
    {
        if (word.Length > MostLetters)
        {
            return null;
        }

        string? best = null;
        int bestDistance = Math.Max(1, word.Length / 3) + 1;
        foreach (string candidate in candidates.Take(MostCandidates).Where(candidate => candidate.Length <= MostLetters))
        {
            int distance = Distance(word, candidate);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>The only candidate that starts with the word, or the shortest of several; null where none does, or the word is too short to tell.</summary>
    public static string? ByStart(string word, IEnumerable<string> candidates)
    {
        const int LeastLetters = 3;
        return word.TrimStart('-').Length < LeastLetters ? null
            : candidates.Take(MostCandidates).Where(candidate => candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase)).MinBy(candidate => candidate.Length);
    }

    /// <summary><c>; did you mean 'x'?</c>, or else what there is to choose from.</summary>
    public static string Hint(string word, IReadOnlyCollection<string> candidates, string listTitle) =>
        For(word, candidates) is { } near ? $"; did you mean '{near}'?"
        : candidates.Count == 0 ? string.Empty
        : $"; {listTitle}: {List(candidates)}";

    /// <summary>The first of the candidates, and how many more there are.</summary>
    public static string List(IReadOnlyCollection<string> candidates)
    {
        string listed = string.Join(", ", candidates.Take(MostListed).Select(DisplayText.Brief));
        return candidates.Count <= MostListed ? listed : string.Create(CultureInfo.InvariantCulture, $"{listed} and {candidates.Count - MostListed} more");
    }

    // Optimal string alignment: insertions, deletions, substitutions and swapped neighbours count one each; letter case counts nothing.
    private static int Distance(string left, string right)
    {
        left = left.ToLowerInvariant();
        right = right.ToLowerInvariant();
        var cost = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
        {
            for (int j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                int substitution = left[i - 1] == right[j - 1] ? 0 : 1;
                int best = Math.Min(cost[i - 1, j - 1] + substitution, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                bool swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
                cost[i, j] = swapped ? Math.Min(best, cost[i - 2, j - 2] + 1) : best;
            }
        }

        return cost[left.Length, right.Length];
    }
}
