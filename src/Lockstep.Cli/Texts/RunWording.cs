using Lockstep.Sessions;

namespace Lockstep.Cli.Texts;

/// <summary>How a command speaks of what it does.</summary>
/// <param name="Verb">What would be refused: <c>a push</c>.</param>
/// <param name="Place">Where somebody changed what is in the way: <c>on the target</c>.</param>
/// <param name="Account">The line that accounts for everything (whether it is a dry run's, whether zeros are shown); null for none.</param>
internal sealed record RunWording(string Verb, string Place, Func<RunSummary, bool, bool, string?> Account)
{
    /// <summary>Of what goes to a target.</summary>
    public static RunWording Push { get; } = new("a push", "on the target", (summary, isDryRun, isWhole) => AccountingLine.Of(summary, isDryRun, "sent", isWhole));

    /// <summary>Of what goes back to what the target had.</summary>
    public static RunWording Undo { get; } = new("an undo", "on the target", (summary, isDryRun, isWhole) => AccountingLine.Of(summary, isDryRun, "put back", isWhole));

    /// <summary>Of what comes from a target.</summary>
    public static RunWording Pull { get; } = new("a pull", "here", (summary, isDryRun, _) => PullLine.Of(summary, isDryRun));

    /// <summary>Of what only shows, in its own way.</summary>
    public static RunWording Status { get; } = Push with { Account = (_, _, _) => null };

    /// <summary>Of what sends nothing and runs the deploy.</summary>
    public static RunWording Deploy { get; } = Push with
    {
        Account = (summary, _, _) => summary.Exit == ExitCode.Done ? $"deployed in {TimeText.Of(summary.Times.Total)}" : null,
    };
}
