using Lockstep.Sessions;

namespace Lockstep.Cli.Texts;

/// <summary>The phases' names in the terms of <c>--json</c>.</summary>
internal static class PhaseName
{
    public static string Name(this Phase phase) => phase switch
    {
        Phase.Connect => "connect",
        Phase.Scan => "scan",
        Phase.Compare => "compare",
        Phase.Transfer => "transfer",
        Phase.Commit => "commit",
        _ => "deploy",
    };
}
