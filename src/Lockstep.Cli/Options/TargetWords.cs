using System.CommandLine;
using System.CommandLine.Completions;
using Lockstep.Cli.Settings;

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
        CompletionSources.Add(Complete);
    }

    /// <summary>Any number of targets.</summary>
    public static TargetWords Several() => new("TARGET", "A configured name, or an address: user@host:path, host:, ssh://user@host:port/path, ./directory");

    /// <summary>The configured names; none where the settings cannot be read, since a completion cannot complain.</summary>
    private static IEnumerable<CompletionItem> Complete(CompletionContext context)
    {
        try
        {
            UserEnvironment environment = UserEnvironment.OfProcess();
            Configuration configuration = SettingsFiles.Read(ProjectDirectory.Find(asked: null, environment.CurrentDirectory), environment);
            return [.. configuration.Targets.Keys.Concat(configuration.Groups.Keys).Order(StringComparer.Ordinal).Select(name => new CompletionItem(name))];
        }
        catch (SyncException)
        {
            return [];
        }
    }
}
