using System.CommandLine;
using Lockstep.Cli.Commands;
using Lockstep.Cli.Settings;
using Lockstep.Sessions;
using Lockstep.Tree;

namespace Lockstep.Cli.Options;

/// <summary>The words of a command that takes a target first, if it is not the default one, and then paths.</summary>
/// <param name="paths">What the paths are, as the end of a sentence.</param>
internal sealed class TargetAndPaths(string paths) : TargetWords("TARGET|PATH", $"A target first, if it is not the default one; then {paths}")
{
    /// <summary>
    /// Tells the target from the paths, as they were written: the first word is a target when it is the name of one or can only be an address; a local directory
    /// is one unless it is in the project.
    /// </summary>
    public (IReadOnlyList<string> Target, IReadOnlyList<string> Paths) Split(ParseResult parsed, Workspace workspace)
    {
        string[] words = parsed.GetValue(this)!;
        bool startsWithTarget = words.Length > 0 && (workspace.Targets.IsTarget(words[0]) || IsDirectoryElsewhere(words[0], workspace));
        return startsWithTarget ? ([words[0]], words[1..]) : ([], words);
    }

    /// <summary>Tells the target from the paths, and what they are in the project as that target gets it, which the workspace is then about.</summary>
    /// <exception cref="SyncException">A path lies outside the project, or there is no such target.</exception>
    public (IReadOnlyList<ResolvedTarget> Targets, IReadOnlyList<RelativePath> Paths) Of(ParseResult parsed, ref Workspace workspace)
    {
        (IReadOnlyList<string> words, IReadOnlyList<string> paths) = Split(parsed, workspace);
        IReadOnlyList<ResolvedTarget> targets = workspace.Targets.Resolve(words);
        workspace = workspace.For(targets);
        (Project project, string current) = (workspace.Project, workspace.Environment.CurrentDirectory);
        return (targets, [.. paths.Select(path => ProjectPath.Parse(path, project, current))]);
    }

    /// <summary>A word without a slash is no directory to whoever stands outside the project and names it with <c>-C</c>.</summary>
    private static bool IsDirectoryElsewhere(string word, Workspace workspace)
    {
        (string directory, string current) = (workspace.Project.Directory, workspace.Environment.CurrentDirectory);
        bool canBeDirectory = word.Contains('/') || word.StartsWith('.') || ProjectPath.IsInside(current, directory, current);
        return canBeDirectory && !ProjectPath.IsInside(word, directory, current);
    }
}
