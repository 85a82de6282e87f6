using System.CommandLine;

namespace Lockstep.Cli.Commands;

/// <summary>Words of which the first may be a target and the others are something else.</summary>
internal sealed class TargetWords
{
    private readonly Argument<string[]> _words;

    /// <param name="name">What the words are, as the help shows it.</param>
    /// <param name="description">What the help says about them.</param>
    public TargetWords(string name, string description)
    {
        _words = new Argument<string[]>(name) { Description = description, Arity = ArgumentArity.ZeroOrMore };
        _words.CompletionSources.Add(TargetArgument.Complete);
    }

    /// <summary>What the command takes.</summary>
    public Argument Argument => _words;

    /// <summary>
    /// The target, if the first word is one, and the rest: a word is a target when it is the name of one or can only be an address; a local directory is one unless
    /// it is in the project.
    /// </summary>
    public (IReadOnlyList<string> Target, IReadOnlyList<string> Others) Split(ParseResult parsed, Workspace workspace)
    {
        string[] words = parsed.GetValue(_words)!;
        bool startsWithTarget = words.Length > 0
            && (workspace.Targets.IsTarget(words[0]) || !ProjectPath.IsInside(words[0], workspace.Project.Directory, workspace.Environment.CurrentDirectory));
        return startsWithTarget ? ([words[0]], words[1..]) : ([], words);
    }
}
