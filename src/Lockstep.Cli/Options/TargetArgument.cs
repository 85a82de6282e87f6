using System.CommandLine;
using System.CommandLine.Completions;
using Lockstep.Cli.Settings;

namespace Lockstep.Cli.Options;

/// <summary>The words on the command line that name targets.</summary>
internal static class TargetArgument
{
    public static Argument<string[]> Several()
    {
        var argument = new Argument<string[]>("TARGET")
        {
            Description = "A configured name, or an address: user@host:path, host:, ssh://user@host:port/path, ./directory",
            Arity = ArgumentArity.ZeroOrMore,
        };
        argument.CompletionSources.Add(Complete);
        return argument;
    }

    /// <summary>The configured names; none where the settings cannot be read, since a completion cannot complain.</summary>
    public static IEnumerable<CompletionItem> Complete(CompletionContext context)
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
