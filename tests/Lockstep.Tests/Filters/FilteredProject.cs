using System.Text;
using Lockstep.Filters;
using Lockstep.Filters.Git;
using Xunit;

namespace Lockstep.Tests.Filters;

/// <summary>
/// A project in memory: rule files by path, options, and what is said to be tracked. Paths that end in a slash are directories.
/// </summary>
internal sealed record FilteredProject
{
    public FilterOptions Options { get; init; } = new();

    public Dictionary<string, string> RuleFiles { get; init; } = [];

    /// <summary>The tracked paths by the directory of their repository.</summary>
    public Dictionary<string, string[]> Repositories { get; init; } = [];

    public EnclosingRepository? Enclosing { get; init; }

    public DirectoryFilter Root
    {
        get
        {
            Assert.True(FilterSet.TryCreate(Options, out var filters, out var error), error?.ToString());
            return filters.Root(Read(""u8), Enclosing);
        }
    }

    public PathVerdict Judge(string path) => Root.Judge(Encoding.UTF8.GetBytes(path.TrimEnd('/')), path.EndsWith('/'), Read);

    /// <summary>The verdict in one word, with the rule that decided: <c>Protect .gitignore:1: *.log</c>.</summary>
    public string Explain(string path) => Judge(path) is { Rule: { } rule } verdict ? $"{verdict.Kind} {rule}" : Judge(path).Kind.ToString();

    public static TrackedPaths Tracked(params string[] paths)
    {
        var builder = new TrackedPathsBuilder(paths.Length);
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            builder.Add(path.EndsWith('@') ? 0xE000u : 0x81A4u, 0, Encoding.UTF8.GetBytes(path.TrimEnd('@')));
        }

        return builder.Build();
    }

    private RuleFiles Read(ReadOnlySpan<byte> directory)
    {
        var prefix = directory.IsEmpty ? "" : Encoding.UTF8.GetString(directory) + "/";
        return new RuleFiles
        {
            GitIgnore = Content(prefix + ".gitignore"),
            LockstepIgnore = Content(prefix + ".lockstepignore"),
            Git = Repositories.TryGetValue(prefix, out var tracked)
                ? new GitFacts { Tracked = Tracked(tracked), InfoExclude = Content(prefix + ".git/info/exclude") }
                : null,
        };
    }

    private byte[]? Content(string path) => RuleFiles.TryGetValue(path, out var content) ? Encoding.UTF8.GetBytes(content) : null;
}
