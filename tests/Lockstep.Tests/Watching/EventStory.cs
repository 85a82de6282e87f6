using System.Globalization;
using Lockstep.Tree;
using Lockstep.Watching;

namespace Lockstep.Tests.Watching;

/// <summary>
/// Events and what becomes of them, told on one line each: <c>"0 modify f; 1 close f"</c> at milliseconds, and batches as <c>"1: f"</c>. A deep path has a
/// slash at its end. Directories' own times are left out of batches that have anything else, and are <c>dir/.</c> where they stand alone.
/// </summary>
internal static class EventStory
{
    /// <summary>Plays events against the coalescer, as a reader that never sleeps would see it.</summary>
    public static string Play(string events, int untilMs = 20_000)
    {
        var coalescer = new EventCoalescer();
        var told = new List<string>();
        foreach (string line in events.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ');
            var at = TimeSpan.FromMilliseconds(double.Parse(words[0], CultureInfo.InvariantCulture));
            Collect(coalescer, at, told);
            coalescer.Add(EventOf(words), at);
        }

        Collect(coalescer, TimeSpan.FromMilliseconds(untilMs), told);
        return string.Join("; ", told);
    }

    /// <summary>All batches that are due before a moment, or at it if no event comes first.</summary>
    private static void Collect(EventCoalescer coalescer, TimeSpan before, List<string> told)
    {
        TimeSpan now = TimeSpan.Zero;
        while (coalescer.DueAt is { } due && due < before)
        {
            now = due > now ? due : now;
            if (coalescer.TryTake(now, out ChangeBatch? batch))
            {
                told.Add(Describe(now, batch));
            }
        }
    }

    private static string Describe(TimeSpan now, ChangeBatch batch)
    {
        ScopedPath[] paths = batch.Scope.Paths.ToArray();
        ScopedPath[] own = [.. paths.Where(path => path.IsDeep || !IsDirectoryTime(path.Path))];
        IEnumerable<string> names = own.Length > 0 ? own.Select(path => path.IsDeep ? path.Path + "/" : path.Path.ToString()) : paths.Select(path => path.Path + "/.");
        return string.Create(CultureInfo.InvariantCulture, $"{now.TotalMilliseconds:0}: {string.Join(' ', names)}{(batch.HasNewRules ? " rules" : "")}");
    }

    /// <summary>In these stories directories are called d, or are the root.</summary>
    private static bool IsDirectoryTime(RelativePath path) => path.IsRoot || path.Name.SequenceEqual("d"u8);

    private static TreeEvent EventOf(string[] words)
    {
        RelativePath Path(int index) => words.Length > index ? RelativePath.Parse(words[index] == "." ? "" : words[index]) : RelativePath.Root;
        return words[1] switch
        {
            "create" => new(TreeEventKind.Created, Path(2)),
            "modify" => new(TreeEventKind.Modified, Path(2)),
            "close" => new(TreeEventKind.Written, Path(2)),
            "appear" => new(TreeEventKind.Appeared, Path(2)),
            "mkdir" => new(TreeEventKind.DirectoryAppeared, Path(2)),
            "move" => new(TreeEventKind.Moved, Path(3), Path(2)),
            "movedir" => new(TreeEventKind.DirectoryMoved, Path(3), Path(2)),
            "delete" => new(TreeEventKind.Removed, Path(2)),
            "attrib" => new(TreeEventKind.MetadataSet, Path(2)),
            "lost" => new(TreeEventKind.Lost, Path(2)),
            "rules" => new(TreeEventKind.RulesChanged, Path(2)),
            "lock" => new(TreeEventKind.RepositoryLocked, RelativePath.Root),
            "unlock" => new(TreeEventKind.RepositoryUnlocked, RelativePath.Root),
            _ => throw new ArgumentException($"no event is called '{words[1]}'"),
        };
    }
}
