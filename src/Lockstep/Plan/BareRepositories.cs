using System.Text;
using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>
/// Finds directories that a pull would make a git repository of, or change one: git takes any directory for one that
/// has <c>HEAD</c> beside <c>objects</c> and
/// <c>refs</c>, or beside <c>commondir</c>, and a command of git in it starts what its <c>config</c> names. The parts
/// may come one by one, and some may stand there.
/// </summary>
public static class BareRepositories
{
    // As git does it: a file system may take upper and lower case for one.
    private static readonly StringComparer NameOrder = StringComparer.OrdinalIgnoreCase;

    private static readonly string[] Parts = ["HEAD", "objects", "refs", "commondir"];

    /// <summary>
    /// The paths that tell whether a change makes or changes a repository, in path order: what stands there has to be
    /// known.
    /// </summary>
    public static IReadOnlyList<RelativePath> PathsOf(IReadOnlyList<Change> changes) => [.. DirectoriesOf(changes)
        .SelectMany(directory => Parts
            .Where(part => directory.Bytes.Length + 1 + part.Length <= RelativePath.MaxLength)
            .Select(part => directory.Append(Encoding.ASCII.GetBytes(part))))
        .Order()];

    /// <summary>The repositories that the changes make, or put something into, in path order.</summary>
    /// <param name="changes">What a pull does.</param>
    /// <param name="here">What stands at <see cref="PathsOf"/> in the project; a path that is not in it has
    /// nothing.</param>
    public static IReadOnlyList<RelativePath> Find(IReadOnlyList<Change> changes, IReadOnlyDictionary<RelativePath, Entry> here)
    {
        var after = new Dictionary<(RelativePath Directory, string Part), Entry>();
        foreach ((RelativePath path, Entry entry) in here)
        {
            Note(after, path, entry);
        }

        // What goes first: where names differ in case only, the one that comes stays.
        foreach (Change change in changes.Where(change => change.Kind is ChangeKind.Delete or ChangeKind.Rename))
        {
            Note(after, change.Kind == ChangeKind.Delete ? change.Path : change.Source, Entry.Absent);
        }

        foreach (Change change in changes.Where(change => change.After.Exists))
        {
            Note(after, change.Path, change.After);
        }

        return [.. DirectoriesOf(changes).Where(directory => IsRepository(part => after.GetValueOrDefault((directory, part)))).Order()];
    }

    /// <summary>The directories that something is put into, at any depth.</summary>
    private static HashSet<RelativePath> DirectoriesOf(IReadOnlyList<Change> changes)
    {
        var directories = new HashSet<RelativePath>();
        foreach (Change change in changes.Where(change => change.After.Exists && change.Kind != ChangeKind.Mode && !change.Path.IsRoot))
        {
            for (RelativePath above = change.Path.Parent; directories.Add(above) && !above.IsRoot;)
            {
                above = above.Parent;
            }
        }

        return directories;
    }

    private static void Note(Dictionary<(RelativePath Directory, string Part), Entry> after, RelativePath path, Entry entry)
    {
        if (!path.IsRoot && Array.Find(Parts, part => NameOrder.Equals(part, Encoding.Latin1.GetString(path.Name))) is { } part)
        {
            after[(path.Parent, part)] = entry;
        }
    }

    private static bool IsRepository(Func<string, Entry> stands)
    {
        bool hasHead = stands("HEAD") is { Exists: true, IsDirectory: false };
        bool hasOwnParts = stands("objects") is { Exists: true, IsFile: false } && stands("refs") is { Exists: true, IsFile: false };
        return hasHead && (hasOwnParts || stands("commondir") is { Exists: true, IsDirectory: false });
    }
}
