using System.CommandLine;

namespace Lockstep.Cli.Options;

/// <summary>Words on the command line that name targets, alone or before others.</summary>
internal class TargetWords : Argument<string[]>
{
    /// <param name="name">What stands for the words in the help.</param>
    /// <param name="description">What they are.</param>
    public TargetWords(string name, string description)
        : base(name)
    {
        // Otherwise the help would show the words of today's settings.
        HelpName = name;
        Description = description;
        Arity = ArgumentArity.ZeroOrMore;
    }

    /// <summary>Any number of targets.</summary>
    public static TargetWords Several() => new("TARGET", "A configured name, or an address: user@host:path, host:, ssh://user@host:port/path, ./directory");
}
