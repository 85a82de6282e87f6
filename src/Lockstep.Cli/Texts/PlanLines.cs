using System.Globalization;
using Lockstep.Cli.Terminal;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Cli.Texts;

/// <summary>A plan as lines: one for each change, and one for a directory that comes or goes with much in it, with how much that is.</summary>
internal static class PlanLines
{
    // Fewer are read faster than counted.
    private const int FewestGrouped = 8;

    /// <summary>The lines, in the order of the changes.</summary>
    /// <param name="changes">In path order.</param>
    /// <param name="paint">Colours.</param>
    public static IEnumerable<string> Of(IReadOnlyList<Change> changes, Paint paint)
    {
        for (int i = 0; i < changes.Count; i++)
        {
            Change change = changes[i];
            int end = EndOfDirectory(changes, i);
            if (end - i <= FewestGrouped)
            {
                yield return ChangeLine.Of(change, paint);
                continue;
            }

            yield return $"{ChangeLine.Of(change, paint)}  {paint.Dim(Count(changes, i + 1, end))}";
            i = end - 1;
        }
    }

    /// <summary>Where what is in the directory that a change makes or removes ends; the next change, where something else is done in it.</summary>
    private static int EndOfDirectory(IReadOnlyList<Change> changes, int at)
    {
        Change change = changes[at];
        bool isWhole = change.Kind switch
        {
            ChangeKind.Add => change.After.IsDirectory,
            ChangeKind.Delete => change.Before.IsDirectory,
            _ => false,
        };
        int end = at + 1;
        for (; isWhole && end < changes.Count && changes[end].Path.IsBelow(change.Path); end++)
        {
            isWhole = changes[end].Kind == change.Kind;
        }

        return isWhole ? end : at + 1;
    }

    private static string Count(IReadOnlyList<Change> changes, int from, int end)
    {
        int files = 0;
        long bytes = 0;
        for (int i = from; i < end; i++)
        {
            Entry entry = changes[i].Kind == ChangeKind.Delete ? changes[i].Before : changes[i].After;
            files += entry.IsDirectory ? 0 : 1;
            bytes += entry.IsDirectory ? 0 : entry.Size;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{files:N0} {(files == 1 ? "file" : "files")}, {ByteText.Of(bytes)}");
    }
}
