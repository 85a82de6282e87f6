namespace Lockstep.Cli.Commands;

/// <summary>What a command leaves with that had to do with several targets.</summary>
internal static class WorstExit
{
    // The less was done, the worse.
    private static readonly ExitCode[] WorstFirst =
    [
        ExitCode.Interrupted, ExitCode.Usage, ExitCode.NoConnection, ExitCode.SyncFailed, ExitCode.Refused, ExitCode.Partial, ExitCode.DeployFailed,
    ];

    /// <summary>The worst of some codes.</summary>
    public static ExitCode Of(IReadOnlyCollection<ExitCode> codes) => WorstFirst.FirstOrDefault(codes.Contains);
}
