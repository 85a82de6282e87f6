using System.Collections.Immutable;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Rules;

/// <summary>The rules of a run before any directory is looked at. Immutable.</summary>
public sealed class FilterRules
{
    private readonly RuleReader _reader;
    private readonly IRuleFiles _files;

    private FilterRules(ImmutableArray<FilterRule> rules, RuleReader reader, IRuleFiles files)
    {
        All = rules;
        _reader = reader;
        _files = files;
    }

    /// <summary>The rules in order.</summary>
    public ImmutableArray<FilterRule> All { get; }

    /// <summary>Whether files in directories have a say, so that only who has those files can judge.</summary>
    public bool ArePerDirectory => All.Any(rule => rule.Kind == FilterRuleKind.PerDirectory);

    /// <summary>Reads the rules of a command line, with those that other options imply.</summary>
    public static FilterRules Of(RsyncOptions options, IRuleFiles files, Func<string, string?> environment)
    {
        var reader = new RuleReader(files, environment, options.From0, options.Delete.Excluded);
        List<FilterRule> rules = [];
        foreach (RsyncRuleArgument argument in options.Rules)
        {
            reader.Add(rules, argument);
        }

        List<FilterRule> implied = [];
        RsyncUpdateOptions update = options.Update;
        if (update is { Backup: true, BackupDir: null } && options.Delete is { Mode: not RsyncDeleteMode.None, Excluded: false })
        {
            reader.AddText(implied, $"P *{update.Suffix}");
        }

        if (update.PartialDir is { } partial && !partial.StartsWith('/'))
        {
            reader.AddText(implied, $"-p {partial.TrimEnd('/')}/");
        }

        rules.AddRange(implied.Select(rule => rule with { IsImplied = true }));
        if (options.CvsExclude)
        {
            List<FilterRule> cvs = [];
            reader.AddText(cvs, ":C");
            reader.AddText(cvs, "-C");
            rules.AddRange(cvs.Select(rule => rule with { IsImpliedByCvs = true }));
        }

        return new FilterRules([.. rules], reader, files);
    }

    /// <summary>Reads the rules that a client sent.</summary>
    /// <param name="texts">The rules.</param>
    /// <param name="options">What the client said.</param>
    /// <param name="isSender">Whether this end sends; then it makes the rules of <c>-C</c> itself.</param>
    /// <param name="files">Reads files of rules.</param>
    /// <param name="environment">For the patterns of CVS.</param>
    public static FilterRules OfWire(
        IEnumerable<string> texts, RsyncOptions options, bool isSender, IRuleFiles files, Func<string, string?> environment)
    {
        var reader = new RuleReader(files, environment, options.From0, options.Delete.Excluded);
        List<FilterRule> rules = [];
        foreach (string text in texts)
        {
            reader.AddText(rules, text);
        }

        if (options.CvsExclude && isSender)
        {
            reader.AddText(rules, ":C");
            reader.AddText(rules, "-C");
        }

        return new FilterRules([.. rules], reader, files);
    }

    /// <summary>
    /// Returns the rules above the top directory of a source or a destination; files of directories above it are read
    /// now.
    /// </summary>
    /// <param name="top">The top's absolute path.</param>
    public DirectoryRules AtTop(string top)
    {
        ImmutableArray<RuleNode> nodes = [.. All.Select(rule => new RuleNode(rule, []))];
        var above = new DirectoryRules(_reader, _files, ByteWord.Bytes(top), nodes);
        foreach (string directory in Above(top))
        {
            above = above.EnterAbove(directory);
        }

        return above;
    }

    private static IEnumerable<string> Above(string top)
    {
        for (int slash = 0; slash >= 0 && slash < top.TrimEnd('/').Length; slash = top.IndexOf('/', slash + 1))
        {
            yield return slash == 0 ? "/" : top[..slash];
        }
    }
}
