using System.Collections.Immutable;

namespace Lockstep.Rsync.Rules;

/// <summary>The rules in force in one directory: the first that matches decides. Immutable.</summary>
public sealed class DirectoryRules
{
    private readonly RuleReader _reader;
    private readonly IRuleFiles _files;
    private readonly byte[] _top;
    private readonly ImmutableArray<RuleNode> _nodes;
    private readonly FilterRule[] _rules;
    private readonly bool _hasFiles;

    internal DirectoryRules(RuleReader reader, IRuleFiles files, byte[] top, ImmutableArray<RuleNode> nodes)
    {
        _reader = reader;
        _files = files;
        _top = top;
        _nodes = nodes;
        _rules = [.. RuleNode.Flatten(nodes).Where(rule => rule.Pattern is not null)];
        _hasFiles = RuleNode.Flatten(nodes).Any(rule => rule.Kind == FilterRuleKind.PerDirectory);
    }

    /// <summary>
    /// Returns the rules inside a directory below, or of the top itself, and reads its files of rules.
    /// </summary>
    /// <param name="path">The directory's path in the transfer; empty for the top.</param>
    public DirectoryRules Enter(string path) => !_hasFiles ? this : With(Enter(_nodes, new Entrance(rule => ReadIn(rule, path), path, IsAbove: false, KnownNames())));

    /// <summary>Returns the rule that decides about an entry; null where none does, and the entry is taken.</summary>
    /// <param name="path">Its path in the transfer, without a leading slash.</param>
    /// <param name="isDirectory">Whether it is a directory.</param>
    /// <param name="side">The end that asks: what is sent, or what is protected from deletion.</param>
    /// <param name="isDeleting">Whether the directory it is in is being deleted.</param>
    public FilterRule? Find(ReadOnlySpan<byte> path, bool isDirectory, RuleSides side, bool isDeleting = false)
    {
        foreach (FilterRule rule in _rules)
        {
            if (!rule.IsForXattrs && (rule.Sides & side) != 0 && !(isDeleting && rule.IsPerishable) && rule.Matches(path, isDirectory, _top))
            {
                return rule;
            }
        }

        return null;
    }

    /// <summary>Whether an entry is left out, or protected.</summary>
    public bool Excludes(ReadOnlySpan<byte> path, bool isDirectory, RuleSides side, bool isDeleting = false) =>
        Find(path, isDirectory, side, isDeleting) is { IsInclude: false };

    /// <summary>
    /// Whether an extended attribute is left out; null where no rule is about attributes and the default decides.
    /// </summary>
    public bool? ExcludesXattr(ReadOnlySpan<byte> name, RuleSides side)
    {
        bool isAny = false;
        foreach (FilterRule rule in _rules)
        {
            if (rule.IsForXattrs)
            {
                isAny = true;
                if ((rule.Sides & side) != 0 && rule.Matches(name, isDirectory: false, _top))
                {
                    return !rule.IsInclude;
                }
            }
        }

        return isAny ? false : null;
    }

    /// <summary>Enters a directory above the top: rules with a path look there, too.</summary>
    internal DirectoryRules EnterAbove(string directory) =>
        !_hasFiles ? this : With(Enter(_nodes, new Entrance(rule => ReadAbove(rule, directory), directory, IsAbove: true, KnownNames())));

    private DirectoryRules With(ImmutableArray<RuleNode> nodes) => nodes == _nodes ? this : new DirectoryRules(_reader, _files, _top, nodes);

    private string? ReadIn(FilterRule rule, string path) => _files.ReadOfDirectory(path, FileNameOf(rule));

    private string? ReadAbove(FilterRule rule, string directory) =>
        rule.Text.Contains('/') && (directory + "/").StartsWith(StartOf(rule), StringComparison.Ordinal) ? _files.ReadOfDirectory(directory, FileNameOf(rule)) : null;

    /// <summary>The absolute directory, with a slash at its end, from which on a rule looks for its file.</summary>
    private string StartOf(FilterRule rule)
    {
        string directory = rule.Text[..(rule.Text.LastIndexOf('/') + 1)];
        List<string> parts = [];
        foreach (string part in (directory.StartsWith('/') ? directory : ByteWord.Of(_top) + "/" + directory).Split('/'))
        {
            if (part == "..")
            {
                parts = parts.Count == 0 ? parts : parts[..^1];
            }
            else if (part.Length > 0 && part != ".")
            {
                parts.Add(part);
            }
        }

        return parts.Count == 0 ? "/" : $"/{string.Join('/', parts)}/";
    }

    private static string FileNameOf(FilterRule rule) => rule.Text[(rule.Text.LastIndexOf('/') + 1)..];

    private ImmutableArray<RuleNode> Enter(ImmutableArray<RuleNode> nodes, Entrance entrance)
    {
        ImmutableArray<RuleNode> entered = nodes;
        for (int i = 0; i < nodes.Length; i++)
        {
            RuleNode node = nodes[i].Rule.Kind == FilterRuleKind.PerDirectory ? Enter(nodes[i], entrance) : nodes[i];
            entered = ReferenceEquals(node, nodes[i]) ? entered : entered.SetItem(i, node);
        }

        return entered;
    }

    /// <summary>The directory's own rules come before those it inherits.</summary>
    private RuleNode Enter(RuleNode node, Entrance entrance)
    {
        FilterRule rule = node.Rule;
        ImmutableArray<RuleNode> inherited = rule.Merge.IsOwnOnly ? [] : Enter(node.Rules, entrance);
        if (entrance.Read(rule) is not { } content)
        {
            return inherited == node.Rules ? node : node with { Rules = inherited };
        }

        List<FilterRule> own = [];
        string name = $"{(entrance.IsAbove ? entrance.Directory : PathOf(entrance.Directory))}/{FileNameOf(rule)}";
        bool clears = _reader.AddFile(own, content, name, rule, entrance.Directory);

        // A file that names itself, or one that is looked for already, adds nothing.
        IEnumerable<FilterRule> added = own.Where(each => each.Kind != FilterRuleKind.PerDirectory || entrance.Known.Add(FileNameOf(each)));
        ImmutableArray<RuleNode> nodes = [.. added.Select(each => new RuleNode(each, []))];
        return node with { Rules = Enter(nodes, entrance).AddRange(clears ? [] : inherited) };
    }

    private HashSet<string> KnownNames() =>
        [.. RuleNode.Flatten(_nodes).Where(rule => rule.Kind == FilterRuleKind.PerDirectory).Select(FileNameOf)];

    private string PathOf(string directory) => directory.Length == 0 ? ByteWord.Of(_top) : ByteWord.Of(_top) + "/" + directory;
}

/// <summary>A directory that is entered.</summary>
/// <param name="Read">Reads the file of a rule in it.</param>
/// <param name="Directory">Its path in the transfer; above the top its absolute path.</param>
/// <param name="IsAbove">Whether it is above the top.</param>
/// <param name="Known">The names of the files that are looked for.</param>
internal sealed record Entrance(Func<FilterRule, string?> Read, string Directory, bool IsAbove, HashSet<string> Known);

/// <summary>A rule, with the rules that its files have given so far.</summary>
internal sealed record RuleNode(FilterRule Rule, ImmutableArray<RuleNode> Rules)
{
    /// <summary>Returns the rules in the order in which they are asked.</summary>
    public static IEnumerable<FilterRule> Flatten(ImmutableArray<RuleNode> nodes) =>
        nodes.SelectMany(node => Flatten(node.Rules).Prepend(node.Rule));
}
