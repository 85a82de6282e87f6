using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>Finds what a pull brings that could start a program here or lead out of the project, which the user has to agree to each time.</summary>
public static class PullConsent
{
    private const int MaxListed = 50;

    /// <summary>The changes that need consent, in path order: new executables, new links, and links that lead elsewhere than before.</summary>
    public static IReadOnlyList<Change> Find(IReadOnlyList<Change> changes) => [.. changes.Where(change => IsNewExecutable(change) || IsNewLink(change))];

    /// <summary>The refusal of a pull that brings such changes without consent.</summary>
    /// <param name="changes">The changes that <see cref="Find"/> gave.</param>
    /// <param name="linkTexts">What links among them contain, as far as it is known.</param>
    /// <param name="repositories">The directories that <see cref="BareRepositories.Find"/> gave; there is at least one
    /// of these or of the changes.</param>
    public static Refusal Refuse(
        IReadOnlyList<Change> changes, IReadOnlyDictionary<RelativePath, byte[]> linkTexts, IReadOnlyList<RelativePath> repositories)
    {
        IEnumerable<string> described =
        [
            .. repositories.Take(MaxListed).Select(directory => $"{directory} (a git repository by its names: git commands in it start what its config says)"),
            .. changes.Take(MaxListed).Select(change => Describe(change, linkTexts.GetValueOrDefault(change.Path))),
        ];
        int all = changes.Count + repositories.Count;
        string listed = string.Join(", ", described.Take(MaxListed));
        string more = all > MaxListed ? $" and {all - MaxListed} more" : "";
        string count = all == 1 ? "1 entry" : $"{all} entries";
        return new Refusal(
            RefusalKind.NeedsConsent,
            $"the pull would bring {count} that can start a program here or lead out of the project: {listed}{more}. Nothing was changed. "
            + "Look at them on the target; then pull with --yes to take them, or name only the paths you want.");
    }

    /// <summary>Whether a link's text leads out of the project from where the link stands. Links on the way are not followed.</summary>
    public static bool LeadsOut(RelativePath link, ReadOnlySpan<byte> text)
    {
        if (text is [(byte)'/', ..])
        {
            return true;
        }

        int depth = link.IsRoot ? 0 : link.Bytes.Count((byte)'/');
        foreach (Range range in text.Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = text[range];
            depth += name.IsEmpty || name.SequenceEqual("."u8) ? 0 : name.SequenceEqual(".."u8) ? -1 : 1;
            if (depth < 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNewExecutable(in Change change) => PulledMode.IsExecutable(change.After) && !PulledMode.IsExecutable(change.Before);

    private static bool IsNewLink(in Change change) => change.After.Type == EntryType.Symlink && change.Kind != ChangeKind.Mode;

    private static string Describe(in Change change, byte[]? text)
    {
        if (change.After.Type != EntryType.Symlink)
        {
            return $"{change.Path} ({(change.Before.IsFile ? "becomes executable" : "new executable")})";
        }

        string what = change.Before.Type == EntryType.Symlink ? "changed link" : "new link";
        string where = text is null ? "" : $" to '{DisplayText.Of(text)}'";
        return $"{change.Path} ({what}{where}{(text is not null && LeadsOut(change.Path, text) ? ", leads out of the project" : "")})";
    }
}
