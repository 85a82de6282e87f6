using System.CommandLine;
using Lockstep.Cli.Settings;
using Lockstep.Tree;

namespace Lockstep.Cli.Commands;

/// <summary>The words of a command that takes a target first, if it is not the default one, and then paths.</summary>
internal sealed class TargetAndPaths : Argument<string[]>
{
    public TargetAndPaths(string paths)
        : base("TARGET|PATH")
    {
        Description = $"A target first, if it is not the default one; then {paths}";
        Arity = ArgumentArity.ZeroOrMore;
        CompletionSources.Add(TargetArgument.Complete);
    }

    /// <summary>Tells the target from the paths.</summary>
    /// <exception cref="SyncException">A path lies outside the project, or there is no such target.</exception>
    public (IReadOnlyList<ResolvedTarget> Targets, IReadOnlyList<RelativePath> Paths) Of(ParseResult parsed, Workspace workspace)
    {
        string[] given = parsed.GetValue(this)!;
        (string directory, string current) = (workspace.Project.Directory, workspace.Environment.CurrentDirectory);
        bool startsWithTarget = given.Length > 0 && IsTarget(given[0], workspace);
        IEnumerable<string> paths = startsWithTarget ? given.Skip(1) : given;
        return (workspace.Targets.Resolve(startsWithTarget ? [given[0]] : []), [.. paths.Select(path => ProjectPath.Parse(path, directory, current))]);
    }

    // The first word is a target when it is the name of one or can only be an address; a local directory is one unless it is in the project.
    private static bool IsTarget(string word, Workspace workspace) =>
        workspace.Targets.IsTarget(word)
        || !ProjectPath.IsInside(word, workspace.Project.Directory, workspace.Environment.CurrentDirectory);
}
