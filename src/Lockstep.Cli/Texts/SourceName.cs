using Lockstep.Sessions;

namespace Lockstep.Cli.Texts;

/// <summary>What a command's output and its end are told under, to people and programs alike.</summary>
internal static class SourceName
{
    public static string Of(OutputSource source) => source switch
    {
        OutputSource.Deploy => "deploy",
        OutputSource.OnChange => "on_change",
        OutputSource.Check => "check",
        _ => "command",
    };
}
