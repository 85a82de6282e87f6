using Lockstep.Cli.Commands;

namespace Lockstep.Cli;

/// <summary>Joins the command line to the library.</summary>
internal static class Library
{
    public static Engine Engine { get; } = new(
        PushAsync: (_, _, _, _, _) => throw new NotSupportedException("the session is not joined yet"),
        DeployAsync: (_, _, _, _, _) => throw new NotSupportedException("the session is not joined yet"),
        Explain: (_, _, _) => throw new NotSupportedException("the filters are not joined yet"));
}
