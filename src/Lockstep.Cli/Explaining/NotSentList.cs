using System.Globalization;
using Lockstep.Cli.Json;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Filters;
using Lockstep.Tree;

namespace Lockstep.Cli.Explaining;

/// <summary>Shows what of a project stays here, with the rule that decides about each: to people, or to programs.</summary>
/// <param name="notSent">What stays here.</param>
/// <param name="output">Where it is shown.</param>
/// <param name="json">The same for programs; null for people.</param>
internal sealed class NotSentList(NotSent notSent, UserOutput output, JsonLines? json)
{
    private const int MostListed = 1000, MostNamed = 6;

    /// <summary>Lists all, or the first thousand, and says so.</summary>
    public void Show()
    {
        int count = 0;
        foreach ((RelativePath path, EntryType type, PathVerdict verdict) in notSent.Below(RelativePath.Root).Take(MostListed + 1))
        {
            if (++count <= MostListed)
            {
                Show(path, type, verdict);
            }
        }

        if (count != 0 && count <= MostListed)
        {
            return;
        }

        output.Remark(count == 0
            ? "everything in the project is sent"
            : string.Create(CultureInfo.InvariantCulture, $"more than {MostListed:N0} entries are not sent, and only the first are listed: explain a path"));
    }

    /// <summary>Shows what decides about one path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="type">What stands there.</param>
    /// <param name="verdict">What the rules say.</param>
    public void Show(RelativePath path, EntryType type, in PathVerdict verdict)
    {
        if (json is not null)
        {
            JsonVerdict.Show(path, type, verdict, json);
        }
        else
        {
            output.Result(path.IsRoot ? $"{path}: the project itself" : VerdictLine.Of(path, type, verdict, output.ResultPaint));
        }
    }

    /// <summary>The hidden entries by name, as the end of a sentence; null where there are none.</summary>
    /// <param name="notSent">What stays here.</param>
    public static string? HiddenIn(NotSent notSent)
    {
        List<string> names = [];
        foreach ((RelativePath path, EntryType type, PathVerdict verdict) in notSent.Below(RelativePath.Root))
        {
            if (verdict is { Kind: VerdictKind.Protect, Rule.IsOfHidden: true } && names.Count <= MostNamed)
            {
                names.Add(type == EntryType.Directory ? $"{path}/" : path.ToString());
            }
        }

        return names.Count == 0 ? null : $"{string.Join(", ", names.Take(MostNamed))}{(names.Count > MostNamed ? ", ..." : "")}";
    }
}
